// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.rendered.CellsDataset;

/**
 * A rendered image with sixty ellipses of 80 classes as its objects. For detection with random weights, their positions do not
 * matter; for training, they fill boxes that the network proposes, so that there are enough positive RoIs.
 */
final class BenchScene {
    private static final int CLASSES = 80;
    private static final int OBJECTS = 60;
    private static final float SMALLEST = 16;
    private static final int SMALLEST_IMAGE = 128;

    private final Sample sample;

    private BenchScene(int size, List<Rle> masks) {
        SplittableRandom random = new SplittableRandom(1);
        int[] classIds =
                masks.stream().mapToInt(m -> 1 + random.nextInt(CLASSES)).toArray();
        sample = Sample.of(1, "bench", new CellsDataset(1, 1, size).load(0).image(), classIds, masks);
    }

    /** Returns a scene with objects of 20 to 90 pixels at random positions. */
    static BenchScene random(int size) {
        if (size < SMALLEST_IMAGE) {
            throw new IllegalArgumentException(
                    "--size: expected " + SMALLEST_IMAGE + " pixels or more, which the objects need, found " + size);
        }
        SplittableRandom random = new SplittableRandom(1);
        List<Rle> masks = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            double height = random.nextDouble(20, 90);
            double width = random.nextDouble(20, 90);
            masks.add(ellipse(size, random.nextDouble(size - height), random.nextDouble(size - width), height, width));
        }
        return new BenchScene(size, masks);
    }

    /**
     * Returns a scene with objects that fill RoIs.
     *
     * @param regions y1, x1, y2, x2 in pixels; sixty of them are used, evenly spaced among those that are not tiny
     */
    static BenchScene filling(int size, float[] regions) {
        List<Rle> masks = new ArrayList<>();
        int[] suited = IntStream.range(0, regions.length / 4)
                .filter(i -> regions[4 * i + 2] - regions[4 * i] >= SMALLEST
                        && regions[4 * i + 3] - regions[4 * i + 1] >= SMALLEST)
                .toArray();
        if (suited.length < OBJECTS) {
            throw new IllegalStateException("expected the network to propose " + OBJECTS + " regions of " + SMALLEST
                    + " pixels or more, found " + suited.length + ": choose another seed");
        }
        for (int i = 0; i < OBJECTS; i++) {
            int at = 4 * suited[(int) ((long) i * suited.length / OBJECTS)];
            masks.add(ellipse(
                    size,
                    regions[at],
                    regions[at + 1],
                    regions[at + 2] - regions[at],
                    regions[at + 3] - regions[at + 1]));
        }
        return new BenchScene(size, masks);
    }

    private static Rle ellipse(int size, double top, double left, double height, double width) {
        byte[] mask = new byte[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double dy = (y + 0.5 - top) / height - 0.5;
                double dx = (x + 0.5 - left) / width - 0.5;
                mask[y * size + x] = (byte) (dy * dy + dx * dx <= 0.25 ? 1 : 0);
            }
        }
        return Rle.of(mask, size, size);
    }

    List<String> labels() {
        return Stream.concat(
                        Stream.of(Dataset.BACKGROUND),
                        IntStream.rangeClosed(1, CLASSES).mapToObj(i -> "class" + i))
                .toList();
    }

    Sample sample() {
        return sample;
    }
}
