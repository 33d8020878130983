package org.mrcnn.data.dataset;

import java.util.List;

/**
 * Annotated pictures. Implementations are thread-safe and give the same sample for the same index every time.
 */
public interface Dataset {

    /** Name of class 0 in every list of labels. */
    String BACKGROUND = "BG";

    /** How many pictures there are. */
    int size();

    /** Class names by class id; index 0 is {@link #BACKGROUND}. */
    List<String> labels();

    /**
     * Reads or renders a picture with its objects.
     *
     * @param index 0 to size - 1
     * @throws org.mrcnn.data.image.ImageException when its file cannot be used
     * @throws BadDataException when its annotations cannot be used
     */
    Sample load(int index);

    /** The id that the picture has in its annotation file. */
    long imageId(int index);

    /** File name or another name that a person can find the picture by. */
    String imageName(int index);

    /** How many objects are annotated, crowds counted, without reading the picture where that is possible. */
    default int instanceCount(int index) {
        return load(index).count();
    }

    /**
     * Where the objects of {@link #load} come from, one entry an object in its order; empty where the data set does not
     * know.
     */
    default List<ObjectSource> sources(int index) {
        return List.of();
    }
}
