// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.AbsoluteDifference;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Mean over all elements of {@code d^2 / 2} where {@code |d| < 1} and {@code |d| - 1/2} elsewhere, d = predicted - target (Girshick, Fast R-CNN,
 * section 2.3); both may be trained.
 */
public final class SmoothL1 extends ScalarOp {

    private static final AbsoluteDifference DIFFERENCE = new AbsoluteDifference(1);

    /** For the clone that SameDiff makes. */
    public SmoothL1() {}

    private SmoothL1(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** The loss of two FLOAT variables of one shape. */
    public static Loss of(SDVariable target, SDVariable predicted) {
        requireFloat(target);
        requireFloat(predicted);
        return (sd, name) -> new SmoothL1(sd, predicted, target).named(name);
    }

    /** The loss; 0 for empty arrays. */
    public static double mean(float[] target, float[] predicted) {
        return predicted.length == 0 ? 0 : DIFFERENCE.sum(target, predicted) / predicted.length;
    }

    /** Gradient with respect to {@code predicted}, times {@code upstream}; that of {@code target} is its negative. */
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
