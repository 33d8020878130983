// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random numbers for rendered images, with a separate stream for every seed and index. */
final class RenderedRandom {

    private RenderedRandom() {}

    static RandomGenerator of(long seed, int index) {
        // The constructor mixes its argument; two rounds distinguish seed 1, index 0 from seed 0, index 1.
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
    }
}
