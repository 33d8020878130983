// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;

/**
 * Adds Gaussian noise to each sample independently.
 *
 * @param sigma smallest and largest standard deviation in levels of 0..255, 0 to 255
 * @param probability 0 to 1
 */
record Noise(List<Double> sigma, double probability) implements Augmentation {

    /** Checks ranges. */
    public Noise {
        sigma = Checks.range("Noise.sigma", sigma, 0, 255);
        Checks.fraction("Noise.probability", probability);
    }

    /** Returns the default settings: up to ten levels, in half of the samples. */
    public static Noise defaults() {
        return new Noise(List.of(0.0, 10.0), 0.5);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        float chosen = (float) RandomSettings.from(sigma, random);
        if (chosen == 0) {
            return sample;
        }
        Image image = sample.image();
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Colour.clip((pixels[i] & 0xff) + chosen * (float) random.nextGaussian());
        }
        return sample.withImage(new Image(image.height(), image.width(), image.channels(), pixels));
    }
}
