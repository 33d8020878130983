// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;
import java.util.random.RandomGenerator;

/** Random values of settings. */
final class RandomSettings {

    private RandomSettings() {}

    static boolean happens(double probability, RandomGenerator random) {
        return random.nextDouble() < probability;
    }

    static double between(double low, double high, RandomGenerator random) {
        return low + (high - low) * random.nextDouble();
    }

    static double from(List<Double> range, RandomGenerator random) {
        return between(range.get(0), range.get(1), random);
    }

    /** Returns a number between -bound and bound. */
    static double around0(double bound, RandomGenerator random) {
        return between(-bound, bound, random);
    }

    /**
     * Returns a number between 0 and 1 from the distribution Beta(alpha, alpha).
     *
     * @param alpha 1 or more
     */
    static double beta(double alpha, RandomGenerator random) {
        double one = gamma(alpha, random);
        return one / (one + gamma(alpha, random));
    }

    /** Draws from a gamma distribution by the method of Marsaglia and Tsang 2000, which requires a shape of 1 or more. */
    private static double gamma(double shape, RandomGenerator random) {
        double d = shape - 1 / 3.0;
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + x / Math.sqrt(9 * d);
            double v = root * root * root;
            // 1 - u is never 0, so the logarithm is finite.
            if (v > 0 && StrictMath.log(1 - random.nextDouble()) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
                return d * v;
            }
        }
    }
}
