// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/**
 * What implementations of Mask R-CNN do differently when they choose detections. The methods here are this library's own
 * rules; a dialect overrides what it does otherwise.
 */
public interface DetectionRules {

    /**
     * Whether a box can be a detection: it has an area. Asked of a region, where padding has none, and of the box that it
     * becomes once it is moved and clipped.
     *
     * @param boxes float[n * 4]
     * @param i index of the box
     */
    default boolean counts(float[] boxes, int i) {
        return boxes[4 * i + 2] > boxes[4 * i] && boxes[4 * i + 3] > boxes[4 * i + 1];
    }
}
