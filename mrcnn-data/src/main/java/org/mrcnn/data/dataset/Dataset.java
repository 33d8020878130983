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

/** A data set of annotated images. Implementations are thread-safe and return the same sample for the same index every time. */
public interface Dataset {

    /** The name of class 0, the background, in every list of labels. */
    String BACKGROUND = "BG";

    /** The class name of all objects if the annotations name no classes. */
    String NAMELESS = "object";

    /** Returns the number of images. */
    int size();

    /** Returns the class names by class id; index 0 is {@link #BACKGROUND}. */
    List<String> labels();

    /**
     * Reads or renders an image with its objects.
     *
     * @param index index of the image, 0 to size - 1
     * @throws org.mrcnn.data.image.ImageException if the image file cannot be used
     * @throws BadDataException if the annotations of the image cannot be used
     */
    Sample load(int index);

    /**
     * Returns this data set with another way of reading image files: which samples become channels, and which values become 0
     * and 255. Training and evaluation pass the format of the model's configuration.
     *
     * @return the data set; by default this one, for images that are not files
     */
    default Dataset withPixels(PixelFormat format) {
        return this;
    }

    /** Returns the id of an image, as in its annotation file and in COCO result files. */
    long imageId(int index);

    /** Returns the file name, or another name by which a user can find the image. */
    String imageName(int index);

    /**
     * Returns the file of an image if {@link #annotations} does not have to read it, otherwise null. When a run is resumed,
     * every image with a file is compared, with its annotations, to those that the run began with; of the other images, only a
     * few.
     */
    default Path imageFile(int index) {
        return null;
    }

    /**
     * Returns the number of annotated objects of an image, including crowds (other counts of instances exclude them). Does not
     * read the image if possible.
     */
    default int instanceCount(int index) {
        return load(index).count();
    }

    /**
     * Returns the class id of every annotated object of an image, negative for crowds, in any order. Does not read the image if
     * possible.
     */
    default int[] classIds(int index) {
        return load(index).classIds().clone();
    }

    /**
     * Returns which classes the source of an image annotates: int[labels], 1 for annotated classes and the background,
     * otherwise 0. In a data set joined from sources with different classes, an image provides no information about the classes
     * of other sources.
     */
    default int[] activeClasses(int index) {
        int[] active = new int[labels().size()];
        Arrays.fill(active, 1);
        return active;
    }

    /** Returns the category id for a class id in COCO annotation and result files. */
    default long categoryId(int classId) {
        return classId;
    }

    /**
     * Returns a data set with some images of this one, in the given order.
     *
     * @throws IllegalArgumentException if an index is not from 0 to size - 1
     */
    default Dataset subset(int... indices) {
        return new Subset(this, indices);
    }

    /**
     * Splits this data set at random into two that share no image. The part of an image depends on the seed and on the names of
     * the images, not on their order. Adding an image to the data set moves at most one other image to the other part.
     *
     * @param firstShare fraction of the images in the first part, 0 to 1
     * @param seed the same seed gives the same split
     * @return the two data sets
     */
    default List<Dataset> split(double firstShare, long seed) {
        return Subset.split(this, firstShare, seed);
    }

    /**
     * Returns a data set of the images with at least one object that is not a crowd. Other images are negatives in training.
     */
    default Dataset withInstances() {
        return Subset.withInstances(this);
    }

    /**
     * Returns this data set with classes renamed, merged or dropped. All images are kept.
     *
     * @param names new names by old names: old names with the same new name become one class; the new name {@link #BACKGROUND}
     *     drops the class; other classes do not change
     * @throws IllegalArgumentException if an old name is not a class of this data set
     */
    default Dataset withClasses(Map<String, String> names) {
        return SelectedObjects.remap(this, names);
    }

    /**
     * Returns this data set with only the objects of these classes. All images are kept.
     *
     * @throws IllegalArgumentException if a name is not a class of this data set
     */
    default Dataset onlyClasses(Collection<String> classes) {
        return SelectedObjects.ofClasses(this, classes);
    }

    /**
     * Returns this data set with only those objects, crowds included, whose masks have at least this number of pixels. All
     * images are kept.
     */
    default Dataset withMinArea(long pixels) {
        return SelectedObjects.ofArea(this, pixels);
    }

    /**
     * Joins several data sets: their images follow one another, and classes of the same name become one class. For each image,
     * only the classes of its own data set are active. Image ids do not change if they are unique across the data sets;
     * otherwise the images are numbered from 1.
     *
     * @param parts one data set or more, each with {@link #BACKGROUND} as its first label
     */
    static Dataset joined(List<? extends Dataset> parts) {
        return JoinedDataset.of(parts);
    }

    /** Returns an image with its objects as annotated: polygons if the annotation has polygons, otherwise masks. */
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
