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
}
