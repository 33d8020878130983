// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;

/** Random numbers chosen by a test: fractions of each range, in order; the last one repeats. */
final class Scripted implements RandomGenerator {
    private final double[] fractions;
    private int next;

    Scripted(double... fractions) {
        this.fractions = fractions;
    }

    @Override
    public double nextDouble() {
        return fractions[Math.min(next++, fractions.length - 1)];
    }

    @Override
    public int nextInt(int bound) {
        return (int) Math.min(bound - 1, Math.floor(nextDouble() * bound));
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException("only nextDouble and nextInt(bound) are scripted");
    }
}
