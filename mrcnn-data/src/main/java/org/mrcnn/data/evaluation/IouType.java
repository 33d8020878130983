// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

/** What the overlap of a detection with ground truth is computed from. */
public enum IouType {
    /** Boxes; the area of a detection is that of its box. */
    BBOX("bbox"),
    /** Masks; the area of a detection is that of its mask. */
    SEGM("segm");

    private final String key;

    IouType(String key) {
        this.key = key;
    }

    /** Returns the name in pycocotools and in names of metrics: {@code bbox} or {@code segm}. */
    public String key() {
        return key;
    }
}
