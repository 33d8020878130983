// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/** One to five ellipses per image, of random classes, that may overlap. */
public final class EllipsesDataset implements Dataset {
    private final int count;
    private final long seed;
    private final int size;
    private final List<String> labels;

    private EllipsesDataset(int count, long seed, int size, List<String> labels) {
        this.count = count;
        this.seed = seed;
        this.size = size;
        this.labels = labels;
    }

    /** Images of 128 x 128 with three classes: square, circle and triangle, by name alone. */
    public static EllipsesDataset ofThreeClasses(int count, long seed) {
        return new EllipsesDataset(count, seed, 128, List.of(BACKGROUND, "square", "circle", "triangle"));
    }

    /** Images of size x size with two classes: round and elongated, by name alone. */
    public static EllipsesDataset ofTwoClasses(int count, long seed, int size) {
        return new EllipsesDataset(count, seed, size, List.of(BACKGROUND, "round", "elongated"));
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public long imageId(int index) {
        return index;
    }

    @Override
    public String imageName(int index) {
        return "ellipses-" + seed + "-" + index;
    }

    @Override
    public Sample load(int index) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
        int[] classIds = new int[random.nextInt(1, 6)];
        List<Rle> masks = new ArrayList<>();
        Image image = Image.black(size, size, 3);
        random.nextBytes(image.pixels());
        for (int i = 0; i < classIds.length; i++) {
            classIds[i] = random.nextInt(1, labels.size());
            masks.add(ellipse(random));
        }
        return Sample.of(index, imageName(index), image, classIds, masks);
    }

    private Rle ellipse(SplittableRandom random) {
        double y = random.nextDouble(0.2, 0.8) * size;
        double x = random.nextDouble(0.2, 0.8) * size;
        double height = random.nextDouble(0.1, 0.3) * size;
        double width = random.nextDouble(0.1, 0.3) * size;
        byte[] mask = new byte[size * size];
        for (int i = 0; i < mask.length; i++) {
            int row = i / size;
            int column = i % size;
            mask[i] = (byte) (Math.hypot((row - y) / height, (column - x) / width) <= 1 ? 1 : 0);
        }
        return Rle.of(mask, size, size);
    }
}
