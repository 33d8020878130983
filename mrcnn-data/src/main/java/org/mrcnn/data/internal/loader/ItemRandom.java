// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random numbers that depend only on their purpose, not on the order of requests. */
final class ItemRandom {

    private ItemRandom() {}

    static RandomGenerator of(long seed, long epoch, long item) {
        return new SplittableRandom(mix(mix(mix(seed) + epoch) + item));
    }

    /** Returns the generator for the order of an epoch, which must differ from that of any image. */
    static RandomGenerator ofOrder(long seed, long epoch) {
        return of(~seed, epoch, -1);
    }

    /** Returns the generator that selects which images occur once more in an epoch. */
    static RandomGenerator ofRepeats(long seed, long epoch) {
        return of(~seed, epoch, -2);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
