// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.internal.StableHash;

/** Some images of a data set, in the given order. */
final class Subset implements Dataset {

    private final Dataset whole;
    private final int[] indices;

    /**
     * Creates a subset.
     *
     * @param indices indices of images in {@code whole}; copied
     */
    Subset(Dataset whole, int[] indices) {
        this.whole = whole;
        this.indices = indices.clone();
        for (int index : indices) {
            if (index < 0 || index >= whole.size()) {
                throw new IllegalArgumentException(
                        "Subset: index " + index + " is not in a data set of " + whole.size() + " images");
            }
        }
    }

    /**
     * Splits a data set at random into two that share no image. The part of an image depends on the seed and on the names of
     * the images, not on their order. Adding an image moves at most one other image to the other part.
     *
     * @param firstShare fraction of the images in the first part, 0 to 1
     * @param seed the same seed gives the same split
     */
    static List<Dataset> split(Dataset whole, double firstShare, long seed) {
        if (!(firstShare >= 0 && firstShare <= 1)) {
            throw new IllegalArgumentException("Subset.split: expected a share from 0 to 1, found " + firstShare);
        }
        record Ranked(long rank, String name, long id, int index) {}
        int[] order = IntStream.range(0, whole.size())
                .mapToObj(i ->
                        new Ranked(StableHash.of(seed, whole.imageName(i)), whole.imageName(i), whole.imageId(i), i))
                .sorted(Comparator.comparingLong(Ranked::rank)
                        .thenComparing(Ranked::name)
                        .thenComparingLong(Ranked::id))
                .mapToInt(Ranked::index)
                .toArray();
        int cut = (int) Math.rint(firstShare * order.length);
        int[] first = Arrays.copyOfRange(order, 0, cut);
        int[] second = Arrays.copyOfRange(order, cut, order.length);
        Arrays.sort(first);
        Arrays.sort(second);
        return List.of(new Subset(whole, first), new Subset(whole, second));
    }

    /** Keeps the images with at least one object that is not a crowd. Images without one would be negatives in training. */
    static Subset withInstances(Dataset whole) {
        return new Subset(
                whole,
                IntStream.range(0, whole.size())
                        .filter(i -> Arrays.stream(whole.classIds(i)).anyMatch(c -> c > 0))
                        .toArray());
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public List<String> labels() {
        return whole.labels();
    }

    @Override
    public Sample load(int index) {
        return whole.load(indices[index]);
    }

    @Override
    public Dataset withPixels(PixelFormat format) {
        return new Subset(whole.withPixels(format), indices);
    }

    @Override
    public long imageId(int index) {
        return whole.imageId(indices[index]);
    }

    @Override
    public String imageName(int index) {
        return whole.imageName(indices[index]);
    }

    @Override
    public Path imageFile(int index) {
        return whole.imageFile(indices[index]);
    }

    @Override
    public int instanceCount(int index) {
        return whole.instanceCount(indices[index]);
    }

    @Override
    public int[] classIds(int index) {
        return whole.classIds(indices[index]);
    }

    @Override
    public int[] activeClasses(int index) {
        return whole.activeClasses(indices[index]);
    }

    @Override
    public long categoryId(int classId) {
        return whole.categoryId(classId);
    }

    @Override
    public AnnotatedImage annotations(int index) {
        return whole.annotations(indices[index]);
    }
}
