// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Multiplies the difference of the samples of each pixel from its luma (ITU-R BT.601) by a factor between 1 - strength and 1 +
 * strength.
 *
 * @param strength 0 to 1
 * @param probability 0 to 1
 */
record Saturation(double strength, double probability) implements Augmentation {

    /** Checks ranges. */
    public Saturation {
        Checks.fraction("Saturation.strength", strength);
        Checks.fraction("Saturation.probability", probability);
    }

    /** Returns the default settings: up to a fifth, in every sample. */
    public static Saturation defaults() {
        return new Saturation(0.2, 1);
    }

    @Override
    public boolean needsColours() {
        return true;
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return Colour.byFactor(sample, random, strength, probability, Colour::saturated);
    }
}
