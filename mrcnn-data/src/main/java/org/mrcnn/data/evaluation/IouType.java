// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

/** What the overlap of a detection with a ground truth is computed on. */
public enum IouType {
    /** Boxes; the area of a detection is that of its box. */
    BBOX("bbox"),
    /** Masks; the area of a detection is that of its mask. */
    SEGM("segm");

    private final String key;

    IouType(String key) {
        this.key = key;
    }

    /** The name in pycocotools and in metric names: {@code bbox} or {@code segm}. */
    public String key() {
        return key;
    }
}
