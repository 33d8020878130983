// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Rotates the hue of all pixels in the hexcone model HSV (Smith 1978).
 *
 * @param degrees maximum rotation in both directions, 0 to 180
 * @param probability 0 to 1
 */
record Hue(double degrees, double probability) implements Augmentation {

    /** Checks ranges. */
    public Hue {
        Checks.within("Hue.degrees", degrees, 0, 180);
        Checks.fraction("Hue.probability", probability);
    }

    /** Returns the default settings: up to 18 degrees, a twentieth of the circle, in every sample. */
    public static Hue defaults() {
        return new Hue(18, 1);
    }

    @Override
    public boolean needsColours() {
        return true;
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        double turn = RandomSettings.around0(degrees, random);
        return turn == 0 ? sample : sample.withImage(Colour.hueTurned(sample.image(), turn / 60));
    }
}
