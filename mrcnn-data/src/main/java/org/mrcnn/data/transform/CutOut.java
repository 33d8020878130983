// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/**
 * Covers rectangles with the mean colour (DeVries and Taylor 2017, arXiv:1708.04552). Covered pixels are removed from masks, as
 * behind other objects.
 *
 * @param holes number of rectangles, 1 to 100
 * @param size smallest and largest fraction of each side, 0 to 1
 * @param minVisible objects with less than this fraction of their area left are dropped, 0 to 1
 * @param probability 0 to 1
 */
record CutOut(int holes, List<Double> size, double minVisible, double probability) implements Augmentation {

    /** Checks ranges. */
    public CutOut {
        Checks.require(holes >= 1 && holes <= 100, "CutOut.holes", "a whole number from 1 to 100", holes);
        size = Checks.range("CutOut.size", size, 0, 1);
        Checks.fraction("CutOut.minVisible", minVisible);
        Checks.fraction("CutOut.probability", probability);
    }

    /** Returns the default settings: three rectangles of up to a fifth of each side, in half of the samples. */
    public static CutOut defaults() {
        return new CutOut(3, List.of(0.05, 0.2), 0.1, 0.5);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        Image image = sample.image();
        byte[] pixels = image.pixels().clone();
        byte[] colour = Warp.mean(image);
        List<Rle> covered = new ArrayList<>();
        for (int i = 0; i < holes; i++) {
            int[] rows = side(image.height(), random);
            int[] columns = side(image.width(), random);
            if (rows[1] > rows[0] && columns[1] > columns[0]) {
                paint(pixels, image, rows, columns, colour);
                byte[] on = new byte[(rows[1] - rows[0]) * (columns[1] - columns[0])];
                Arrays.fill(on, (byte) 1);
                MaskCrop hole = new MaskCrop(rows[0], columns[0], rows[1], columns[1], on);
                covered.add(RleCrops.of(hole, image.height(), image.width()));
            }
        }
        Image painted = new Image(image.height(), image.width(), image.channels(), pixels);
        return covered.isEmpty() ? sample : Cover.apply(sample, painted, Rle.union(covered), minVisible);
    }

    /** Returns first and end along one side, with the centre anywhere in the image. */
    private int[] side(int length, RandomGenerator random) {
        double half = length * RandomSettings.from(size, random) / 2;
        double centre = length * random.nextDouble();
        return new int[] {(int) Math.max(0, Math.rint(centre - half)), (int) Math.min(length, Math.rint(centre + half))
        };
    }

    private static void paint(byte[] pixels, Image image, int[] rows, int[] columns, byte[] colour) {
        for (int y = rows[0]; y < rows[1]; y++) {
            for (int x = columns[0]; x < columns[1]; x++) {
                System.arraycopy(colour, 0, pixels, (y * image.width() + x) * colour.length, colour.length);
            }
        }
    }
}
