// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.ssd;

import java.util.stream.IntStream;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.SmoothL1;
import org.mrcnn.losses.internal.Slices;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The loss of the offsets of SSD's default boxes: the sum of the smooth L1 losses of the four offsets of the positive boxes,
 * divided by the number of positive boxes; 0 if there are none.
 */
public final class SsdBoxLoss extends ScalarOp {

    private static final int OFFSETS = 4;

    /** Creates an empty op for the clone that SameDiff makes. */
    public SsdBoxLoss() {}

    private SsdBoxLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss of a batch.
     *
     * @param labels integers [N, boxes]: above 0 for a positive box
     * @param targets FLOAT [N, boxes, 4], the target offsets
     * @param offsets FLOAT [N, boxes, 4], the predicted offsets
     */
    public static Loss of(SDVariable labels, SDVariable targets, SDVariable offsets) {
        requireInteger(labels);
        requireFloat(targets);
        requireFloat(offsets);
        return (sd, name) -> new SsdBoxLoss(sd, offsets, labels, targets).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_ssd_box_loss";
    }

    @Override
    protected double value(OpRun run) {
        Slices positives = positives(run);
        // SmoothL1 is the mean over the four offsets of each box.
        return OFFSETS * SmoothL1.mean(positives.read(run.floatBuffer(2)), positives.read(run.floatBuffer(0)));
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        Slices positives = positives(run);
        float[] targets = positives.read(run.floatBuffer(2));
        float[] offsets = positives.read(run.floatBuffer(0));
        positives.write(SmoothL1.gradient(targets, offsets, OFFSETS * upstream), run);
    }

    @Override
    protected double count(OpRun run) {
        return rows(run).length;
    }

    private Slices positives(OpRun run) {
        return Slices.ofRows(rows(run), OFFSETS);
    }

    private int[] rows(OpRun run) {
        int[] labels = run.ints(1);
        require(
                isShape(run.input(0).shape(), run.input(1).shape(), OFFSETS)
                        && isShape(run.input(2).shape(), run.input(1).shape(), OFFSETS),
                "expected offsets and targets [N, boxes, 4] and labels [N, boxes], found shapes %s, %s and %s",
                run.input(0).shape(),
                run.input(2).shape(),
                run.input(1).shape());
        return IntStream.range(0, labels.length)
                .filter(i -> labels[i] > HardNegativeMining.BACKGROUND)
                .toArray();
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new SsdBoxLoss(sd, inputs);
    }
}
