// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.Objects;

/**
 * An object as its annotation file has it, not checked against its image.
 *
 * @param id as in the file, or null where it gives none
 * @param label class name
 * @param crowd whether it is a region of many objects
 * @param box x, y, width, height in pixels, or null; checked only, boxes are computed from the mask
 * @param segment the mask
 */
@SuppressWarnings("ArrayRecordComponent") // four numbers that nobody writes to
public record AnnotatedObject(String id, String label, boolean crowd, double[] box, Segment segment) {

    /** Checks that label and segment are there. */
    public AnnotatedObject {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(segment, "segment");
    }

    /** The same object with another class. */
    public AnnotatedObject withLabel(String other) {
        return new AnnotatedObject(id, other, crowd, box, segment);
    }
}
