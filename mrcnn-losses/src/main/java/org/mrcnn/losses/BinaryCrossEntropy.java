// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.Lengths;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The mean over all elements of the cross entropy of target probabilities t and sigmoid(x) for logits x, in the form max(x, 0)
 * - x t + log(1 + exp(-|x|)), which is finite for every finite logit and has a gradient even where the sigmoid saturates.
 */
public final class BinaryCrossEntropy extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public BinaryCrossEntropy() {}

    private BinaryCrossEntropy(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Returns the loss for FLOAT targets in [0, 1] and FLOAT logits of the same shape. */
    public static Loss fromLogits(SDVariable target, SDVariable logits) {
        requireFloat(target);
        requireFloat(logits);
        return (sd, name) -> new BinaryCrossEntropy(sd, logits, target).named(name);
    }

    /** Computes the loss; 0 for empty arrays. */
    public static double mean(float[] target, float[] logits) {
        Lengths.requireSame(target, logits);
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double x = logits[i];
            sum += Math.max(x, 0) - x * target[i] + Math.log1p(Math.exp(-Math.abs(x)));
        }
        return logits.length == 0 ? 0 : sum / logits.length;
    }

    /** Computes the gradient with respect to the logits, multiplied by {@code upstream}. */
    public static float[] gradient(float[] target, float[] logits, float upstream) {
        Lengths.requireSame(target, logits);
        float[] gradient = new float[logits.length];
        double scale = (double) upstream / logits.length;
        for (int i = 0; i < logits.length; i++) {
            gradient[i] = gradient(scale * (1 / (1 + Math.exp(-(double) logits[i])) - target[i]));
        }
        return gradient;
    }

    @Override
    public String opName() {
        return "mrcnn_binary_cross_entropy";
    }

    @Override
    protected double value(OpRun run) {
        requireSameShape(run, 0, 1);
        float[] targets = run.floats(1);
        requireProbabilities(1, targets);
        return mean(targets, run.floats(0));
    }

    @Override
    protected double count(OpRun run) {
        return run.input(0).length();
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        run.put(0, gradient(run.floats(1), run.floats(0), upstream));
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new BinaryCrossEntropy(sd, inputs);
    }
}
