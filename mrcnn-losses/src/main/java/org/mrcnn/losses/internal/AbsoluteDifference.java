// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

/**
 * The sum of absolute differences, smooth near 0 (Girshick, Fast R-CNN, section 2.3): {@code d^2 / (2 beta)} if {@code |d| <
 * beta}, otherwise {@code |d| - beta / 2}, where d = predicted - target.
 *
 * @param beta 0 or more; 0 for the plain absolute difference, whose slope at 0 is defined as 0
 */
public record AbsoluteDifference(double beta) {

    /** Computes the sum over all elements. */
    public double sum(float[] target, float[] predicted) {
        Lengths.requireSame(target, predicted);
        double sum = 0;
        for (int i = 0; i < predicted.length; i++) {
            double d = Math.abs((double) predicted[i] - target[i]);
            sum += d < beta ? 0.5 * d * d / beta : d - 0.5 * beta;
        }
        return sum;
    }

    /** Computes the gradient of the sum with respect to {@code predicted}, multiplied by {@code scale}. */
    public float[] gradient(float[] target, float[] predicted, double scale) {
        Lengths.requireSame(target, predicted);
        float[] gradient = new float[predicted.length];
        for (int i = 0; i < predicted.length; i++) {
            double d = (double) predicted[i] - target[i];
            gradient[i] = (float) (scale * (Math.abs(d) < beta ? d / beta : Math.signum(d)));
        }
        return gradient;
    }
}
