// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * An image as its annotation file has it.
 *
 * @param id as in the file; unique within a source
 * @param name file name relative to the folder of the images, with slashes
 * @param file the image; null where it is no file
 * @param height rows that the annotations refer to; 0, as the width, where the file does not say
 * @param width columns that the annotations refer to
 * @param annotationFile for messages
 * @param objects in the order of the file
 */
public record AnnotatedImage(
        String id, String name, Path file, int height, int width, Path annotationFile, List<AnnotatedObject> objects) {

    /** Copies the list. */
    public AnnotatedImage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        objects = List.copyOf(objects);
    }

    /** The same image with other objects. */
    public AnnotatedImage withObjects(List<AnnotatedObject> other) {
        return new AnnotatedImage(id, name, file, height, width, annotationFile, other);
    }

    /** The same image with the size that its annotations refer to. */
    public AnnotatedImage withSize(int rows, int columns) {
        return new AnnotatedImage(id, name, file, rows, columns, annotationFile, objects);
    }
}
