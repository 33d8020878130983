// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Weights of the rows of a cross entropy: by class, and by how wrong the prediction is (the focal loss of Lin et al. 2017,
 * Focal Loss for Dense Object Detection: {@code (1 - p)^gamma * -log(p)}, where p is the softmax probability of the row's
 * class).
 *
 * @param gamma exponent, 0 or more; 0 for the cross entropy itself
 * @param classWeights a weight of 0 or more for each class; empty for equal weights
 */
@SuppressWarnings("ArrayRecordComponent") // a setting of ops, never compared
public record Emphasis(double gamma, double... classWeights) {

    /** The same weight for all rows. */
    public static final Emphasis NONE = new Emphasis(0);

    /** Checks that the weights are finite, not negative, and not all 0. */
    public Emphasis {
        if (!(gamma >= 0) || Double.isInfinite(gamma)) {
            throw new IllegalArgumentException("gamma: expected a number of at least 0, found " + gamma);
        }
        boolean good = Arrays.stream(classWeights).allMatch(w -> w >= 0 && Double.isFinite(w));
        if (!good || (classWeights.length > 0 && Arrays.stream(classWeights).sum() == 0)) {
            throw new IllegalArgumentException(
                    "class weights: expected numbers of at least 0, not all 0, found " + Arrays.toString(classWeights));
        }
    }

    /** Creates an instance from the arguments of an op that {@link #toArguments} returned; {@link #NONE} if there are none. */
    public static Emphasis of(double... arguments) {
        return arguments.length == 0
                ? NONE
                : new Emphasis(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    /** Returns the values as arguments of an op. */
    public double[] toArguments() {
        return DoubleStream.concat(DoubleStream.of(gamma), Arrays.stream(classWeights))
                .toArray();
    }

    /** Returns whether there are no class weights, or one for each class. */
    public boolean fits(int classes) {
        return classWeights.length == 0 || classWeights.length == classes;
    }

    double weight(int label) {
        return classWeights.length == 0 ? 1 : classWeights[label];
    }

    /**
     * Returns the sum of the weights of all rows, as the divisor of the mean. At least the smallest normal number, so that the
     * loss is 0 if only classes with weight 0 occur.
     */
    double sum(int... labels) {
        double sum = 0;
        for (int label : labels) {
            sum += weight(label);
        }
        return Math.max(sum, Double.MIN_NORMAL);
    }

    /**
     * Returns the loss of a row before it is multiplied by the weight of its class.
     *
     * @param surprise -log(p), 0 or more
     */
    double loss(double surprise) {
        return gamma == 0 ? surprise : Math.pow(-Math.expm1(-surprise), gamma) * surprise;
    }

    /** Returns the derivative of {@link #loss}. */
    double slope(double surprise) {
        double wrong = -Math.expm1(-surprise);
        if (gamma == 0 || wrong <= 0) {
            return gamma == 0 ? 1 : 0;
        }
        return Math.pow(wrong, gamma) + gamma * Math.pow(wrong, gamma - 1) * Math.exp(-surprise) * surprise;
    }
}
