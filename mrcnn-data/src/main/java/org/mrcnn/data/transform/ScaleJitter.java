// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Scale jitter with cropping: scales the image, then crops it to its original size at a random position, or places it at a
 * random position if it is smaller. From 0.1 to 2, it is the large-scale jitter of Ghiasi et al. 2021 (arXiv:2012.07177); from
 * 0.8 to 1.25, their standard jitter.
 *
 * @param min smallest scale, 0.01 to 100
 * @param max largest scale; all scales in between are equally likely
 * @param minVisible objects with less than this fraction of their area left are dropped, 0 to 1
 * @param probability 0 to 1
 */
record ScaleJitter(double min, double max, double minVisible, double probability) implements Augmentation {

    /** Checks ranges. */
    public ScaleJitter {
        Checks.within("ScaleJitter.min", min, 0.01, 100);
        Checks.within("ScaleJitter.max", max, min, 100);
        Checks.fraction("ScaleJitter.minVisible", minVisible);
        Checks.fraction("ScaleJitter.probability", probability);
    }

    /** Returns the default settings: large-scale jitter in every sample. */
    public static ScaleJitter defaults() {
        return new ScaleJitter(0.1, 2, 0.1, 1);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        double scale = RandomSettings.between(min, max, random);
        int height = sample.image().height();
        int width = sample.image().width();
        int scaledHeight = Math.max(1, (int) Math.rint(height * scale));
        int scaledWidth = Math.max(1, (int) Math.rint(width * scale));
        if (scaledHeight == height && scaledWidth == width) {
            return sample;
        }
        int top = place(height - scaledHeight, random);
        int left = place(width - scaledWidth, random);
        double toSourceX = (double) width / scaledWidth;
        double toSourceY = (double) height / scaledHeight;
        PixelMap map = new PixelMap(toSourceX, 0, -left * toSourceX, 0, toSourceY, -top * toSourceY);
        return Geometry.move(sample, map, height, width, minVisible);
    }

    /** Returns the start of something that is smaller by {@code space}, or larger if it is negative. */
    static int place(int space, RandomGenerator random) {
        return space >= 0 ? random.nextInt(space + 1) : -random.nextInt(1 - space);
    }
}
