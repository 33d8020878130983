// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.Emphasis;
import org.mrcnn.losses.internal.LabelledRows;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The mean over the labelled rows of -log softmax(logits)[label]; 0 if no row is labelled. */
public final class SoftmaxCrossEntropy extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public SoftmaxCrossEntropy() {}

    private SoftmaxCrossEntropy(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss for rows of logits.
     *
     * @param labels integers [...], the class id of each row, -1 for a row that is not labelled
     * @param logits FLOAT [..., classes]
     */
    public static Loss fromLogits(SDVariable labels, SDVariable logits) {
        requireInteger(labels);
        requireFloat(logits);
        return (sd, name) -> new SoftmaxCrossEntropy(sd, logits, labels).named(name);
    }

    /**
     * Like {@link #fromLogits(SDVariable, SDVariable)}, with weights of the classes: the weighted mean over the labelled rows,
     * each with the weight of its class.
     *
     * @param classWeights a weight of 0 or more for each class
     */
    public static Loss fromLogits(SDVariable labels, SDVariable logits, double... classWeights) {
        requireInteger(labels);
        requireFloat(logits);
        Emphasis emphasis = new Emphasis(0, classWeights.clone());
        return (sd, name) -> {
            SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(sd, logits, labels);
            loss.addTArgument(emphasis.toArguments());
            return loss.named(name);
        };
    }

    @Override
    public String opName() {
        return "mrcnn_softmax_cross_entropy";
    }

    @Override
    protected double value(OpRun run) {
        return rows(run).crossEntropy(run, Emphasis.of(tArgs()));
    }

    @Override
    protected double count(OpRun run) {
        return rows(run).weight(Emphasis.of(tArgs()));
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        rows(run).writeGradient(run, upstream, Emphasis.of(tArgs()));
    }

    private LabelledRows rows(OpRun run) {
        int[] labels = run.ints(1);
        int classes = Math.toIntExact(run.input(0).size(-1));
        requireLabels(run, 0, 1);
        require(
                Emphasis.of(tArgs()).fits(classes),
                "expected a weight for each of %s classes, found %s weights",
                classes,
                tArgs().length - 1);
        return LabelledRows.where(labels, row -> labels[row] != -1, classes);
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new SoftmaxCrossEntropy(sd, inputs);
    }
}
