// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.Lengths;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The mean over the masks of 1 - (2 |P T| + 1) / (|P| + |T| + 1), where P = sigmoid(logits) and T are the targets of a mask
 * (Milletari et al. 2016, V-Net, with sums in place of sums of squares; the 1 makes the loss of an empty mask finite). Small
 * objects have the same weight as large ones.
 */
public final class DiceLoss extends ScalarOp {

    private static final double SMOOTH = 1;

    /** Creates an empty op for the clone that SameDiff makes. */
    public DiceLoss() {}

    private DiceLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Returns the loss for FLOAT targets in [0, 1] and FLOAT logits, both [masks, ...]. */
    public static Loss fromLogits(SDVariable target, SDVariable logits) {
        requireFloat(target);
        requireFloat(logits);
        return (sd, name) -> new DiceLoss(sd, logits, target).named(name);
    }

    /**
     * Computes the loss; 0 for empty arrays.
     *
     * @param target [masks * pixels]
     * @param logits [masks * pixels]
     */
    public static double mean(float[] target, float[] logits, int masks) {
        Lengths.requireSame(target, logits);
        Lengths.requireRows(logits, masks);
        double sum = 0;
        int pixels = logits.length / Math.max(1, masks);
        for (int mask = 0; mask < masks; mask++) {
            Sums sums = Sums.of(target, logits, mask * pixels, pixels);
            sum += 1 - sums.both() / sums.either();
        }
        return masks == 0 ? 0 : sum / masks;
    }

    /** Computes the gradient with respect to the logits, multiplied by {@code upstream}; arrays as in {@link #mean}. */
    public static float[] gradient(float[] target, float[] logits, int masks, float upstream) {
        Lengths.requireSame(target, logits);
        Lengths.requireRows(logits, masks);
        float[] gradient = new float[logits.length];
        int pixels = logits.length / Math.max(1, masks);
        for (int mask = 0; mask < masks; mask++) {
            Sums sums = Sums.of(target, logits, mask * pixels, pixels);
            double scale = upstream / (masks * sums.either() * sums.either());
            for (int i = mask * pixels; i < (mask + 1) * pixels; i++) {
                double p = sigmoid(logits[i]);
                gradient[i] = gradient(scale * (sums.both() - 2 * target[i] * sums.either()) * p * (1 - p));
            }
        }
        return gradient;
    }

    /** Numerator and denominator of the quotient for one mask. */
    private record Sums(double both, double either) {
        static Sums of(float[] target, float[] logits, int from, int pixels) {
            double both = 0;
            double either = 0;
            for (int i = from; i < from + pixels; i++) {
                double p = sigmoid(logits[i]);
                both += p * target[i];
                either += p + target[i];
            }
            return new Sums(2 * both + SMOOTH, either + SMOOTH);
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Override
    public String opName() {
        return "mrcnn_dice_loss";
    }

    @Override
    protected double value(OpRun run) {
        requireSameShape(run, 0, 1);
        require(
                run.input(0).rank() > 1,
                "expected masks [masks, ...], found shape %s",
                run.input(0).shape());
        float[] target = run.floats(1);
        requireProbabilities(1, target);
        return mean(target, run.floats(0), masks(run));
    }

    private static int masks(OpRun run) {
        return Math.toIntExact(run.input(0).size(0));
    }

    @Override
    protected double count(OpRun run) {
        return masks(run);
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        run.put(0, gradient(run.floats(1), run.floats(0), masks(run), upstream));
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new DiceLoss(sd, inputs);
    }
}
