// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.List;

/**
 * Annotated images in a format of one's own; {@link AnnotatedDataset#of(AnnotationSource, BadDataPolicy)} checks them
 * and makes a data set of them, as it does for the formats that come with this module.
 */
public interface AnnotationSource {

    /** Class names; the first gets class id 1. */
    List<String> classes();

    /**
     * Whether the classes are a list of the format. Otherwise they are those that occur, and a class that only objects have
     * that cannot be used is left out.
     */
    default boolean listsClasses() {
        return true;
    }

    /** All images with their objects, each of a class among {@link #classes}. */
    List<AnnotatedImage> images();

    /** The number that results in COCO's format use for a class id. */
    default long categoryId(int classId) {
        return classId;
    }
}
