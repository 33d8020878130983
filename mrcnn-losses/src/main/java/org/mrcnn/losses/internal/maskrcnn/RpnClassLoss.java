// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.Emphasis;
import org.mrcnn.losses.internal.LabelledRows;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The class loss of the region proposal network, object or background: the mean cross entropy over all anchors of the batch
 * that are not neutral; 0 if all are neutral. As in Matterport Mask_RCNN, model.py 1027.
 */
public final class RpnClassLoss extends ScalarOp {

    private static final int CLASSES = 2;

    /** Creates an empty op for the clone that SameDiff makes. */
    public RpnClassLoss() {}

    private RpnClassLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss of a batch.
     *
     * @param match integers [N, anchors, 1]: 1 positive, -1 negative, 0 neutral
     * @param logits FLOAT [N, anchors, 2]: background, object
     */
    public static Loss of(SDVariable match, SDVariable logits) {
        return of(match, logits, Emphasis.NONE);
    }

    /** Like the other method, with weights of the anchors. */
    public static Loss of(SDVariable match, SDVariable logits, Emphasis emphasis) {
        requireInteger(match);
        requireFloat(logits);
        return (sd, name) -> {
            RpnClassLoss loss = new RpnClassLoss(sd, logits, match);
            loss.addTArgument(emphasis.toArguments());
            return loss.named(name);
        };
    }

    @Override
    public String opName() {
        return "mrcnn_rpn_class_loss";
    }

    @Override
    protected double value(OpRun run) {
        return rows(run).crossEntropy(run, Emphasis.of(tArgs()));
    }

    @Override
    protected double count(OpRun run) {
        return rows(run).count();
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
        int[] match = run.ints(1);
        long[] logits = run.input(0).shape();
        require(
                logits.length == 3
                        && logits[2] == CLASSES
                        && isShape(run.input(1).shape(), new long[] {logits[0], logits[1]}, 1),
                "expected logits [N, anchors, 2] and matches [N, anchors, 1], found shapes %s and %s",
                logits,
                run.input(1).shape());
        return labelledRows(match);
    }

    /** Selects the anchors that are not neutral, with label 1 for positive and 0 for negative ones. */
    static LabelledRows labelledRows(int[] match) {
        int[] labels = new int[match.length];
        for (int i = 0; i < match.length; i++) {
            if (match[i] < -1 || match[i] > 1) {
                throw new IllegalArgumentException(
                        "expected matches of 1, -1 and 0, found " + match[i] + " for anchor " + i + " of the batch");
            }
            labels[i] = match[i] == 1 ? 1 : 0;
        }
        return LabelledRows.where(labels, i -> match[i] != 0, CLASSES);
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new RpnClassLoss(sd, inputs);
    }
}
