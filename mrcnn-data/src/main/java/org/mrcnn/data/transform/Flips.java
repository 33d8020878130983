// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Swaps left and right, and top and bottom, each independently.
 *
 * @param probability probability of each, 0 to 1
 */
record Flips(double probability) implements Augmentation {

    /** Checks the probability. */
    public Flips {
        Checks.fraction("Flips.probability", probability);
    }

    /** Returns the default settings: each flip in half of the samples. */
    public static Flips defaults() {
        return new Flips(0.5);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        Sample flipped = new HorizontalFlip(probability).apply(sample, random);
        return new VerticalFlip(probability).apply(flipped, random);
    }
}
