// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Images;

/**
 * Compresses the image as JPEG and decompresses it.
 *
 * @param quality smallest and largest quality, 1 to 100, as defined by the IJG library
 * @param probability 0 to 1
 */
record JpegArtefacts(List<Integer> quality, double probability) implements Augmentation {

    /** Checks ranges. */
    public JpegArtefacts {
        boolean holds = quality != null && quality.size() == 2 && quality.get(0) != null && quality.get(1) != null;
        Checks.require(
                holds && 1 <= quality.get(0) && quality.get(0) <= quality.get(1) && quality.get(1) <= 100,
                "JpegArtefacts.quality",
                "two rising whole numbers from 1 to 100",
                quality);
        quality = List.copyOf(quality);
        Checks.fraction("JpegArtefacts.probability", probability);
    }

    /** Returns the default settings: quality 30 to 90, in half of the samples. */
    public static JpegArtefacts defaults() {
        return new JpegArtefacts(List.of(30, 90), 0.5);
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
        int chosen = random.nextInt(quality.get(0), quality.get(1) + 1);
        return sample.withImage(Images.throughJpeg(sample.image(), chosen));
    }
}
