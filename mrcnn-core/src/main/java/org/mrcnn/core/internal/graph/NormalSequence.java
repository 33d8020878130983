// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

/**
 * The normally distributed numbers that {@link java.util.Random#nextGaussian} gives for a seed, bit by bit, as its specification
 * lays down, for one thread and so in less than half of the time: a ResNet-50 network begins with 44 million of them.
 */
final class NormalSequence {

    private static final long MULTIPLIER = 0x5DEECE66DL;
    private static final long MASK = (1L << 48) - 1;
    private static final double UNIT = 0x1p-53;

    private long state;
    private double second;
    private boolean hasSecond;

    NormalSequence(long seed) {
        state = (seed ^ MULTIPLIER) & MASK;
    }

    /** The next number, of mean 0 and deviation 1, by Marsaglia's polar method. */
    double next() {
        if (hasSecond) {
            hasSecond = false;
            return second;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * uniform() - 1;
            y = 2 * uniform() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        second = y * factor;
        hasSecond = true;
        return x * factor;
    }

    /** From 0, below 1. */
    private double uniform() {
        long high = step() >>> 22;
        return ((high << 27) + (step() >>> 21)) * UNIT;
    }

    private long step() {
        state = (state * MULTIPLIER + 0xB) & MASK;
        return state;
    }
}
