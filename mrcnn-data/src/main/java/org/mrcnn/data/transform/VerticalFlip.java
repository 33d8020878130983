// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.mask.Symmetry;

/**
 * Swaps top and bottom.
 *
 * @param probability 0 to 1
 */
record VerticalFlip(double probability) implements Augmentation {

    /** Checks the probability. */
    public VerticalFlip {
        Checks.fraction("VerticalFlip.probability", probability);
    }

    /** Returns the default settings: in half of the samples. */
    public static VerticalFlip defaults() {
        return new VerticalFlip(0.5);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return RandomSettings.happens(probability, random)
                ? SampleSymmetry.apply(Symmetry.MIRROR_ROWS, sample)
                : sample;
    }
}
