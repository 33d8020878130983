// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mrcnn.data.image.PixelFormat;

/**
 * Annotated images. Implementations are thread-safe and give the same sample for the same index every time.
 */
public interface Dataset {

    /** Name of class 0 in every list of labels. */
    String BACKGROUND = "BG";

    /** Name of the class of objects where annotations name no class at all. */
    String NAMELESS = "object";

    /** How many images there are. */
    int size();

    /** Class names by class id; index 0 is {@link #BACKGROUND}. */
    List<String> labels();

    /**
     * Reads or renders an image with its objects.
     *
     * @param index 0 to size - 1
     * @throws org.mrcnn.data.image.ImageException when its file cannot be used
     * @throws BadDataException when its annotations cannot be used
     */
    Sample load(int index);

    /**
     * This data set with its image files read in another way: channels, and values that become black and white. Training and
     * evaluation ask for what the model's configuration says.
     *
     * @return this, where images are no files
     */
    default Dataset withPixels(PixelFormat format) {
        return this;
    }

    /** The id that the image has in its annotation file, which COCO results name it by. */
    long imageId(int index);

    /** File name or another name that a person can find the image by. */
    String imageName(int index);

    /**
     * The file that an image is read from, where {@link #annotations} does not need to read it; else null. Resuming a run
     * compares every such image and its annotations with those that the run began with, and of others a few.
     */
    default Path imageFile(int index) {
        return null;
    }

    /** How many objects are annotated, crowds included (other counts of instances exclude them), without reading the image where that is possible. */
    default int instanceCount(int index) {
        return load(index).count();
    }

    /**
     * The class of every annotated object, negative for crowds, in any order, without reading the image where that is
     * possible.
     */
    default int[] classIds(int index) {
        return load(index).classIds().clone();
    }

    /**
     * Which classes the source of an image annotates: int[labels], 1 where it does and 0 elsewhere, 1 for the background.
     * Where sources with different classes are joined, an image says nothing about the classes of the others.
     */
    default int[] activeClasses(int index) {
        int[] active = new int[labels().size()];
        Arrays.fill(active, 1);
        return active;
    }

    /** The number that COCO files and results use for a class id. */
    default long categoryId(int classId) {
        return classId;
    }

    /**
     * Some images of this data set, in this order.
     *
     * @throws IllegalArgumentException if an index is not 0 to size - 1
     */
    default Dataset subset(int... indices) {
        return new Subset(this, indices);
    }

    /**
     * Splits this data set at random into two that share no image. Which part an image is in depends on the seed and the
     * names of the images, not on their order; an image that is added moves at most one other to the other part.
     *
     * @param firstShare fraction of the images in the first part, 0 to 1
     * @param seed the same seed gives the same split
     * @return two data sets
     */
    default List<Dataset> split(double firstShare, long seed) {
        return Subset.split(this, firstShare, seed);
    }

    /** The images that have at least one object that is not a crowd; the others train as negatives where they are kept. */
    default Dataset withInstances() {
        return Subset.withInstances(this);
    }

    /**
     * All images, with classes renamed, merged or dropped.
     *
     * @param names new name by old name: two old ones with one new name become one class, {@link #BACKGROUND} as the new
     *     name drops the class; the others stay
     * @throws IllegalArgumentException if an old name is not a class of this data set
     */
    default Dataset withClasses(Map<String, String> names) {
        return SelectedObjects.remap(this, names);
    }

    /**
     * All images, with the objects of these classes only.
     *
     * @throws IllegalArgumentException if a name is not a class of this data set
     */
    default Dataset onlyClasses(Collection<String> classes) {
        return SelectedObjects.ofClasses(this, classes);
    }

    /** All images, with only the objects whose mask has at least this many pixels, crowd regions included. */
    default Dataset withMinArea(long pixels) {
        return SelectedObjects.ofArea(this, pixels);
    }

    /**
     * Several data sets as one: their images one after the other, classes of one name united. An image has only those
     * classes active that its own set annotates. Image ids stay where no two sets share one; else the images are
     * numbered from 1.
     *
     * @param parts at least one, each with {@link #BACKGROUND} as its first label
     */
    static Dataset joined(List<? extends Dataset> parts) {
        return JoinedDataset.of(parts);
    }

    /** An image with its objects as they are annotated, polygons where it has polygons, masks elsewhere. */
    default AnnotatedImage annotations(int index) {
        Sample sample = load(index);
        List<String> labels = labels();
        List<AnnotatedObject> objects = IntStream.range(0, sample.count())
                .mapToObj(i -> new AnnotatedObject(
                        null,
                        labels.get(Math.abs(sample.classIds()[i])),
                        sample.isCrowd(i),
                        null,
                        new Segment.Runs(sample.masks().get(i))))
                .toList();
        return new AnnotatedImage(
                Long.toString(sample.imageId()),
                sample.imageName(),
                null,
                sample.image().height(),
                sample.image().width(),
                null,
                objects);
    }
}
