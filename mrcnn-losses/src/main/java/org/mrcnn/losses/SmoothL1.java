// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.AbsoluteDifference;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The mean over all elements of {@code d^2 / 2} if {@code |d| < 1}, else {@code |d| - 1/2}, where d = predicted - target
 * (Girshick, Fast R-CNN, section 2.3). Both variables have gradients.
 */
public final class SmoothL1 extends ScalarOp {

    private static final AbsoluteDifference DIFFERENCE = new AbsoluteDifference(1);

    /** Creates an empty op for the clone that SameDiff makes. */
    public SmoothL1() {}

    private SmoothL1(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Returns the loss for two FLOAT variables of the same shape. */
    public static Loss of(SDVariable target, SDVariable predicted) {
        requireFloat(target);
        requireFloat(predicted);
        return (sd, name) -> new SmoothL1(sd, predicted, target).named(name);
    }

    /** Computes the loss; 0 for empty arrays. */
    public static double mean(float[] target, float[] predicted) {
        return predicted.length == 0 ? 0 : DIFFERENCE.sum(target, predicted) / predicted.length;
    }

    /**
     * Computes the gradient with respect to {@code predicted}, multiplied by {@code upstream}; that with respect to {@code
     * target} is its negative.
     */
    public static float[] gradient(float[] target, float[] predicted, float upstream) {
        return DIFFERENCE.gradient(target, predicted, (double) upstream / predicted.length);
    }

    @Override
    public String opName() {
        return "mrcnn_smooth_l1";
    }

    @Override
    protected double value(OpRun run) {
        requireSameShape(run, 0, 1);
        return mean(run.floats(1), run.floats(0));
    }

    @Override
    protected double count(OpRun run) {
        return run.input(0).length();
    }

    @Override
    protected boolean differentiable(int input) {
        return true;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        run.put(0, gradient(run.floats(1), run.floats(0), input == 0 ? upstream : -upstream));
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new SmoothL1(sd, inputs);
    }
}
