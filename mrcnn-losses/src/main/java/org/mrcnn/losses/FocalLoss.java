// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The mean over all elements of the focal loss of sigmoid(logits) (Lin et al. 2017, Focal Loss for Dense Object Detection): the
 * binary cross entropy multiplied by {@code (1 - p)^gamma}, where p is the probability of the correct answer, so that many easy
 * elements do not outweigh a few hard ones. Equals {@code torchvision.ops.sigmoid_focal_loss} with the reduction mean.
 */
public final class FocalLoss extends ScalarOp {

    /** The settings: the weight of positive targets, and the exponent. */
    private record Focus(double alpha, double gamma) {
        Focus {
            if (!(alpha >= 0 && alpha <= 1) && alpha != -1) {
                throw new IllegalArgumentException("alpha: expected 0 to 1, or -1 for no weights, found " + alpha);
            }
            if (!(gamma >= 0) || Double.isInfinite(gamma)) {
                throw new IllegalArgumentException("gamma: expected a number of at least 0, found " + gamma);
            }
        }

        double loss(double x, double target) {
            return weight(target) * crossEntropy(x, target) * Math.pow(wrong(x, target), gamma);
        }

        /** Returns the derivative of the loss with respect to the logit. */
        double derivative(double x, double target) {
            double wrong = wrong(x, target);
            double ofCrossEntropy = (sigmoid(x) - target) * Math.pow(wrong, gamma);
            if (wrong == 0 || gamma == 0) {
                return weight(target) * ofCrossEntropy;
            }
            double ofWrong = (1 - 2 * target) * sigmoid(x) * sigmoid(-x);
            return weight(target)
                    * (ofCrossEntropy + crossEntropy(x, target) * gamma * Math.pow(wrong, gamma - 1) * ofWrong);
        }

        private double weight(double target) {
            return alpha < 0 ? 1 : alpha * target + (1 - alpha) * (1 - target);
        }
    }

    /** Creates an empty op for the clone that SameDiff makes. */
    public FocalLoss() {}

    private FocalLoss(SameDiff sd, Focus focus, SDVariable... inputs) {
        super(sd, focus, inputs);
    }

    private FocalLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss for FLOAT targets in [0, 1] and FLOAT logits of the same shape, with the paper's alpha 0.25 and gamma 2.
     */
    public static Loss fromLogits(SDVariable target, SDVariable logits) {
        return fromLogits(target, logits, 0.25, 2);
    }

    /**
     * Like {@link #fromLogits(SDVariable, SDVariable)}, with other settings.
     *
     * @param alpha weight of elements with target 1, 0 to 1; elements with target 0 have the weight {@code 1 - alpha}; -1 for
     *     no weights
     * @param gamma exponent, 0 or more; with 0 and no weights the loss is the binary cross entropy
     */
    public static Loss fromLogits(SDVariable target, SDVariable logits, double alpha, double gamma) {
        requireFloat(target);
        requireFloat(logits);
        Focus focus = new Focus(alpha, gamma);
        return (sd, name) -> new FocalLoss(sd, focus, logits, target).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_focal_loss";
    }

    @Override
    protected double value(OpRun run) {
        requireSameShape(run, 0, 1);
        float[] target = run.floats(1);
        requireProbabilities(1, target);
        float[] logits = run.floats(0);
        Focus focus = settings(Focus.class);
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += focus.loss(logits[i], target[i]);
        }
        return logits.length == 0 ? 0 : sum / logits.length;
    }

    private static double crossEntropy(double x, double target) {
        return Math.max(x, 0) - x * target + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** Returns 1 minus the probability of the correct answer, exact even if it is tiny. */
    private static double wrong(double x, double target) {
        return sigmoid(x) * (1 - target) + sigmoid(-x) * target;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
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
        float[] target = run.floats(1);
        float[] logits = run.floats(0);
        Focus focus = settings(Focus.class);
        float[] gradient = new float[logits.length];
        double scale = (double) upstream / logits.length;
        for (int i = 0; i < logits.length; i++) {
            gradient[i] = gradient(scale * focus.derivative(logits[i], target[i]));
        }
        run.put(0, gradient);
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new FocalLoss(sd, inputs);
    }
}
