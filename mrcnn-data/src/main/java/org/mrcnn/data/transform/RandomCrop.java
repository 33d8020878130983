// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.Sample;

/**
 * Crops a part that contains at least one complete object, if there is an object that is not a crowd.
 *
 * @param min smallest fraction of each side, above 0 to 1
 * @param max largest fraction of each side; the two sides are independent
 * @param minVisible objects with less than this fraction of their area left are dropped, 0 to 1
 * @param probability 0 to 1
 */
record RandomCrop(double min, double max, double minVisible, double probability) implements Augmentation {

    /** Checks ranges. */
    public RandomCrop {
        Checks.require(min > 0 && min <= 1, "RandomCrop.min", "a number above 0 and not above 1", min);
        Checks.within("RandomCrop.max", max, min, 1);
        Checks.fraction("RandomCrop.minVisible", minVisible);
        Checks.fraction("RandomCrop.probability", probability);
    }

    /** Returns the default settings: half to all of each side, in every sample. */
    public static RandomCrop defaults() {
        return new RandomCrop(0.5, 1, 0.1, 1);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        int[] box = kept(sample, random);
        int[] rows = side(sample.image().height(), box[0], box[2], random);
        int[] columns = side(sample.image().width(), box[1], box[3], random);
        if (rows[1] == sample.image().height() && columns[1] == sample.image().width()) {
            return sample;
        }
        return Geometry.move(sample, PixelMap.shift(columns[0], rows[0]), rows[1], columns[1], minVisible);
    }

    /** Returns the box that must be kept, y1, x1, y2, x2; without objects, a random point. */
    private static int[] kept(Sample sample, RandomGenerator random) {
        int[] objects = IntStream.range(0, sample.count())
                .filter(i -> !sample.isCrowd(i))
                .toArray();
        if (objects.length == 0) {
            int y = random.nextInt(sample.image().height());
            int x = random.nextInt(sample.image().width());
            return new int[] {y, x, y, x};
        }
        int i = objects[random.nextInt(objects.length)];
        float[] boxes = sample.boxes();
        return IntStream.range(0, 4).map(k -> (int) boxes[4 * i + k]).toArray();
    }

    /** Returns start and length along one side, around low..high. */
    private int[] side(int size, int low, int high, RandomGenerator random) {
        int wanted = (int) Math.rint(size * RandomSettings.between(min, max, random));
        int length = Math.max(Math.max(1, wanted), high - low);
        int first = Math.max(0, high - length);
        int last = Math.min(low, size - length);
        return new int[] {first + random.nextInt(last - first + 1), length};
    }
}
