// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.List;

/**
 * A source of annotated images, to be implemented for a custom format. {@link AnnotatedDataset#of(AnnotationSource,
 * BadDataPolicy)} checks the images and creates a data set from them, as for the formats of this module.
 */
public interface AnnotationSource {

    /** Returns the class names; the first one gets class id 1. */
    List<String> classes();

    /**
     * Returns whether the format has a list of classes. If not, the classes are those that occur, without classes of which no
     * object can be used.
     */
    default boolean listsClasses() {
        return true;
    }

    /** Returns all images with their objects, whose classes are among {@link #classes}. */
    List<AnnotatedImage> images();

    /**
     * Returns whether the id of an image is a text in a COCO annotation file, which COCO result files then contain too. By
     * default, they contain {@link Dataset#imageId}.
     *
     * @param id id of one of the images
     */
    default boolean isTextId(String id) {
        return false;
    }

    /** Returns the category id for a class id in COCO result files. */
    default long categoryId(int classId) {
        return classId;
    }
}
