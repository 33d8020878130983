// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Multiplies all samples by a factor between 1 - strength and 1 + strength.
 *
 * @param strength 0 to 1
 * @param probability 0 to 1
 */
record Brightness(double strength, double probability) implements Augmentation {

    /** Checks ranges. */
    public Brightness {
        Checks.fraction("Brightness.strength", strength);
        Checks.fraction("Brightness.probability", probability);
    }

    /** Returns the default settings: up to a fifth, in every sample. */
    public static Brightness defaults() {
        return new Brightness(0.2, 1);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return Colour.byFactor(
                sample, random, strength, probability, (image, factor) -> Colour.scaled(image, 0, factor));
    }
}
