// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.mask.Symmetry;

/**
 * Swaps left and right.
 *
 * @param probability 0 to 1
 */
record HorizontalFlip(double probability) implements Augmentation {

    /** Checks the probability. */
    public HorizontalFlip {
        Checks.fraction("HorizontalFlip.probability", probability);
    }

    /** Returns the default settings: in half of the samples. */
    public static HorizontalFlip defaults() {
        return new HorizontalFlip(0.5);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return RandomSettings.happens(probability, random)
                ? SampleSymmetry.apply(Symmetry.MIRROR_COLUMNS, sample)
                : sample;
    }
}
