// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.Objects;

/**
 * An object as described in its annotation file, not yet checked against its image.
 *
 * @param id id in the annotation file; null if it has none
 * @param label class name
 * @param crowd whether the annotation is a crowd, a region with many objects
 * @param box x, y, width, height in pixels, or null; it is only checked, because boxes are computed from masks
 * @param segment the mask
 */
@SuppressWarnings("ArrayRecordComponent") // four numbers that are never modified
public record AnnotatedObject(String id, String label, boolean crowd, double[] box, Segment segment) {

    /** Checks that label and segment are not null. */
    public AnnotatedObject {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(segment, "segment");
    }

    /** Returns a copy with another class name. */
    public AnnotatedObject withLabel(String other) {
        return new AnnotatedObject(id, other, crowd, box, segment);
    }
}
