// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * An image as described in its annotation file.
 *
 * @param id id in the annotation file; unique within a source
 * @param name file name relative to the image folder, with slashes
 * @param file the image file; null if the image is not a file
 * @param height height in pixels that the annotations refer to; height and width are 0 if the file does not state them
 * @param width width in pixels that the annotations refer to
 * @param annotationFile the annotation file, for messages
 * @param objects the annotated objects, in the order of the file
 */
public record AnnotatedImage(
        String id, String name, Path file, int height, int width, Path annotationFile, List<AnnotatedObject> objects) {

    /** Copies the list. */
    public AnnotatedImage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        objects = List.copyOf(objects);
    }

    /** Returns a copy with other objects. */
    public AnnotatedImage withObjects(List<AnnotatedObject> other) {
        return new AnnotatedImage(id, name, file, height, width, annotationFile, other);
    }

    /** Returns a copy with this size that the annotations refer to, in pixels. */
    public AnnotatedImage withSize(int rows, int columns) {
        return new AnnotatedImage(id, name, file, rows, columns, annotationFile, objects);
    }
}
