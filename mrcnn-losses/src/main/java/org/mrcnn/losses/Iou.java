// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.Lengths;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The intersection over union of the elements whose target is at least 0.5 and the elements that are predicted, over the whole
 * array; 1 if there are neither, NaN if a prediction or a target is NaN.
 */
public final class Iou extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public Iou() {}

    private Iou(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the metric for predicted probabilities: an element is predicted if its probability is at least 0.5. Both
     * variables are FLOAT and of the same shape.
     */
    public static Metric of(SDVariable target, SDVariable probabilities) {
        return create(target, probabilities, 0.5);
    }

    /**
     * Returns the metric for predicted logits: an element is predicted if its logit is at least 0. Both variables are FLOAT and
     * of the same shape.
     */
    public static Metric fromLogits(SDVariable target, SDVariable logits) {
        return create(target, logits, 0);
    }

    private static Metric create(SDVariable target, SDVariable predicted, double threshold) {
        requireFloat(target);
        requireFloat(predicted);
        return (sd, name) -> {
            Iou iou = new Iou(sd, predicted, target);
            iou.addTArgument(threshold);
            return iou.named(name);
        };
    }

    /** Computes the metric; an element counts as predicted if its value in {@code predicted} is at least {@code threshold}. */
    public static double of(float[] target, float[] predicted, double threshold) {
        Lengths.requireSame(target, predicted);
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("threshold: expected a number, found NaN");
        }
        long both = 0;
        long either = 0;
        for (int i = 0; i < target.length; i++) {
            if (Float.isNaN(predicted[i]) || Float.isNaN(target[i])) {
                return Double.NaN;
            }
            boolean wanted = target[i] >= 0.5f;
            boolean found = predicted[i] >= threshold;
            both += wanted && found ? 1 : 0;
            either += wanted || found ? 1 : 0;
        }
        return either == 0 ? 1 : (double) both / either;
    }

    @Override
    public String opName() {
        return "mrcnn_iou";
    }

    @Override
    protected double value(OpRun run) {
        requireSameShape(run, 0, 1);
        return of(run.floats(1), run.floats(0), doubleArg(0));
    }

    @Override
    protected boolean differentiable(int input) {
        return false;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        throw new IllegalStateException("a metric has no gradient");
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new Iou(sd, inputs);
    }
}
