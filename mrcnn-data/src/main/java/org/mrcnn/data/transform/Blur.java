// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Gaussian blur.
 *
 * @param sigma smallest and largest standard deviation in pixels, 0 to 50
 * @param probability 0 to 1
 */
record Blur(List<Double> sigma, double probability) implements Augmentation {

    /** Below this, a neighbour has a weight below 2e-9. */
    private static final double NOTHING = 0.16;

    /** Checks ranges. */
    public Blur {
        sigma = Checks.range("Blur.sigma", sigma, 0, 50);
        Checks.fraction("Blur.probability", probability);
    }

    /** Returns the default settings: up to two pixels, in half of the samples. */
    public static Blur defaults() {
        return new Blur(List.of(0.1, 2.0), 0.5);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        double chosen = RandomSettings.from(sigma, random);
        return chosen < NOTHING ? sample : sample.withImage(Gaussian.blur(sample.image(), chosen));
    }
}
