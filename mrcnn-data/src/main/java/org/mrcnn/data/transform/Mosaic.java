// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/**
 * Combines the image and three others in the four quarters of an image of the same size (Bochkovskiy et al. 2020,
 * arXiv:2004.10934). Each image is scaled until it covers its quarter, and cropped at random.
 *
 * @param centre smallest and largest fraction of each side at which the quarters meet, 0 to 1
 * @param minVisible objects with less than this fraction of their area inside their quarter are dropped, 0 to 1
 * @param probability 0 to 1
 */
record Mosaic(List<Double> centre, double minVisible, double probability) implements Augmentation, Transform.Mixing {

    /** Checks ranges. */
    public Mosaic {
        centre = Checks.range("Mosaic.centre", centre, 0, 1);
        Checks.fraction("Mosaic.minVisible", minVisible);
        Checks.fraction("Mosaic.probability", probability);
    }

    /** Returns the default settings: in half of the samples. */
    public static Mosaic defaults() {
        return new Mosaic(List.of(0.3, 0.7), 0.1, 0.5);
    }

    @Override
    public Mixed mix(Sample sample, RandomGenerator random, Supplier<Sample> others) {
        int height = sample.image().height();
        int width = sample.image().width();
        if (!RandomSettings.happens(probability, random) || height < 2 || width < 2) {
            return new Mixed(sample, 0);
        }
        int[] ys = {0, meeting(height, random), height};
        int[] xs = {0, meeting(width, random), width};
        int own = random.nextInt(4);
        Canvas canvas = new Canvas(Image.black(height, width, sample.image().channels()));
        for (int i = 0; i < 4; i++) {
            int top = ys[i / 2];
            int left = xs[i % 2];
            Sample part = i == own ? sample : others.get();
            canvas.add(part, quarter(part, ys[i / 2 + 1] - top, xs[i % 2 + 1] - left, random), top, left);
        }
        return canvas.result(sample);
    }

    private int meeting(int side, RandomGenerator random) {
        return Math.max(1, Math.min(side - 1, (int) Math.rint(side * RandomSettings.from(centre, random))));
    }

    private Sample quarter(Sample part, int height, int width, RandomGenerator random) {
        Image image = part.image();
        double scale = Math.max((double) height / image.height(), (double) width / image.width());
        int scaledHeight = Math.max(height, (int) Math.rint(scale * image.height()));
        int scaledWidth = Math.max(width, (int) Math.rint(scale * image.width()));
        double toSourceY = (double) image.height() / scaledHeight;
        double toSourceX = (double) image.width() / scaledWidth;
        int top = random.nextInt(scaledHeight - height + 1);
        int left = random.nextInt(scaledWidth - width + 1);
        PixelMap map = new PixelMap(toSourceX, 0, left * toSourceX, 0, toSourceY, top * toSourceY);
        return Geometry.move(part, map, height, width, minVisible);
    }

    /** The image that is being composed. */
    private static final class Canvas {
        private final Image image;
        private final List<Rle> masks = new ArrayList<>();
        private int[] classIds = {};
        private int dropped;

        Canvas(Image image) {
            this.image = image;
        }

        void add(Sample whole, Sample part, int top, int left) {
            int length = part.image().width() * image.channels();
            for (int y = 0; y < part.image().height(); y++) {
                int target = ((top + y) * image.width() + left) * image.channels();
                System.arraycopy(part.image().pixels(), y * length, image.pixels(), target, length);
            }
            int before = masks.size();
            for (Rle mask : part.masks()) {
                masks.add(RleCrops.of(shifted(RleCrops.crop(mask), top, left), image.height(), image.width()));
            }
            classIds = Arrays.copyOf(classIds, masks.size());
            System.arraycopy(part.classIds(), 0, classIds, before, part.count());
            dropped += whole.count() - part.count();
        }

        private static MaskCrop shifted(MaskCrop crop, int top, int left) {
            return new MaskCrop(crop.y1() + top, crop.x1() + left, crop.y2() + top, crop.x2() + left, crop.pixels());
        }

        Mixed result(Sample sample) {
            return new Mixed(Geometry.with(sample, image, classIds, masks), dropped);
        }
    }
}
