// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.Lengths;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The mean of (predicted - target)^2 over all elements. Both variables have gradients. */
public final class MeanSquaredError extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public MeanSquaredError() {}

    private MeanSquaredError(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Returns the loss for two FLOAT variables of the same shape. */
    public static Loss of(SDVariable target, SDVariable predicted) {
        requireFloat(target);
        requireFloat(predicted);
        return (sd, name) -> new MeanSquaredError(sd, predicted, target).named(name);
    }

    /** Computes the loss; 0 for empty arrays. */
    public static double mean(float[] target, float[] predicted) {
        Lengths.requireSame(target, predicted);
        double sum = 0;
        for (int i = 0; i < predicted.length; i++) {
            double d = (double) predicted[i] - target[i];
            sum += d * d;
        }
        return predicted.length == 0 ? 0 : sum / predicted.length;
    }

    /**
     * Computes the gradient with respect to {@code predicted}, multiplied by {@code upstream}; that with respect to {@code
     * target} is its negative.
     */
    public static float[] gradient(float[] target, float[] predicted, float upstream) {
        Lengths.requireSame(target, predicted);
        float[] gradient = new float[predicted.length];
        double scale = 2.0 * upstream / predicted.length;
        for (int i = 0; i < predicted.length; i++) {
            gradient[i] = (float) (scale * ((double) predicted[i] - target[i]));
        }
        return gradient;
    }

    @Override
    public String opName() {
        return "mrcnn_mean_squared_error";
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
        return new MeanSquaredError(sd, inputs);
    }
}
