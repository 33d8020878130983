// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Multiplies the difference of all samples from the mean luma of the image (ITU-R BT.601) by a factor between 1 - strength and
 * 1 + strength.
 *
 * @param strength 0 to 1
 * @param probability 0 to 1
 */
record Contrast(double strength, double probability) implements Augmentation {

    /** Checks ranges. */
    public Contrast {
        Checks.fraction("Contrast.strength", strength);
        Checks.fraction("Contrast.probability", probability);
    }

    /** Returns the default settings: up to a fifth, in every sample. */
    public static Contrast defaults() {
        return new Contrast(0.2, 1);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return Colour.byFactor(
                sample,
                random,
                strength,
                probability,
                (image, factor) -> Colour.scaled(image, Colour.meanLuma(image), factor));
    }
}
