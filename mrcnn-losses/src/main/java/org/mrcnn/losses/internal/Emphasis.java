// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Which rows of a cross entropy count for more than others: those of some classes, and those that are wrong (the focal loss of
 * Lin et al. 2017, Focal Loss for Dense Object Detection: {@code (1 - p)^gamma * -log(p)}, p being the softmax probability of the
 * row's class).
 *
 * @param gamma power of at least 0; 0 for the cross entropy itself
 * @param classWeights a weight of at least 0 for each class, or none for equal weights
 */
@SuppressWarnings("ArrayRecordComponent") // a setting of ops, never compared
public record Emphasis(double gamma, double... classWeights) {

    /** All rows alike. */
    public static final Emphasis NONE = new Emphasis(0);

    /** Refuses weights that are negative or not finite, or all 0. */
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

    /** From the arguments of an op, as {@link #toArguments} gives them; an op without has {@link #NONE}. */
    public static Emphasis of(double... arguments) {
        return arguments.length == 0
                ? NONE
                : new Emphasis(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    /** For an op to keep. */
    public double[] toArguments() {
        return DoubleStream.concat(DoubleStream.of(gamma), Arrays.stream(classWeights))
                .toArray();
    }

    /** Whether there are no class weights, or as many as classes. */
    public boolean fits(int classes) {
        return classWeights.length == 0 || classWeights.length == classes;
    }

    double weight(int label) {
        return classWeights.length == 0 ? 1 : classWeights[label];
    }

    /** The weights of all rows, at least the smallest number: rows of classes without weight have the loss 0. */
    double sum(int... labels) {
        double sum = 0;
        for (int label : labels) {
            sum += weight(label);
        }
        return Math.max(sum, Double.MIN_NORMAL);
    }

    /**
     * The loss of a row, without its weight.
     *
     * @param surprise -log(p), at least 0
     */
    double loss(double surprise) {
        return gamma == 0 ? surprise : Math.pow(-Math.expm1(-surprise), gamma) * surprise;
    }

    /** The derivative of {@link #loss}. */
    double slope(double surprise) {
        double wrong = -Math.expm1(-surprise);
        if (gamma == 0 || wrong <= 0) {
            return gamma == 0 ? 1 : 0;
        }
        return Math.pow(wrong, gamma) + gamma * Math.pow(wrong, gamma - 1) * Math.exp(-surprise) * surprise;
    }
}
