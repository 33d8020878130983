// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

/**
 * The sum of absolute differences, smooth near 0 (Girshick, Fast R-CNN, section 2.3): {@code d^2 / (2 beta)} where {@code |d| < beta} and
 * {@code |d| - beta / 2} elsewhere, d = predicted - target.
 *
 * @param beta at least 0; 0 for the plain absolute difference, whose slope at 0 is 0
 */
public record AbsoluteDifference(double beta) {

    /** The sum over all elements. */
    public double sum(float[] target, float[] predicted) {
        double sum = 0;
        for (int i = 0; i < predicted.length; i++) {
            double d = Math.abs((double) predicted[i] - target[i]);
            sum += d < beta ? 0.5 * d * d / beta : d - 0.5 * beta;
        }
        return sum;
    }

    /** Gradient of the sum with respect to {@code predicted}, times {@code scale}. */
    public float[] gradient(float[] target, float[] predicted, double scale) {
        float[] gradient = new float[predicted.length];
        for (int i = 0; i < predicted.length; i++) {
            double d = (double) predicted[i] - target[i];
            gradient[i] = (float) (scale * (Math.abs(d) < beta ? d / beta : Math.signum(d)));
        }
        return gradient;
    }
}
