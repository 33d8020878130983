// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/**
 * What implementations of Mask R-CNN do differently when they choose detections. The methods here are this library's own
 * rules; a dialect overrides what it does otherwise.
 */
public interface DetectionRules {

    /**
     * Whether a region can become a detection: it has an area; padding has none.
     *
     * @param boxes float[n * 4]
     * @param i index of the box
     */
    default boolean counts(float[] boxes, int i) {
        return boxes[4 * i + 2] > boxes[4 * i] && boxes[4 * i + 3] > boxes[4 * i + 1];
    }

    /** Whether a moved and clipped box can be a detection: it counts as a region does. */
    default boolean isLargeEnough(float[] boxes, int i) {
        return counts(boxes, i);
    }

    /** Whether a score is high enough: at least the least one. */
    default boolean isLikely(float score, float least) {
        return score >= least;
    }

    /**
     * The candidates that survive suppression within their class.
     *
     * @param boxes float[n * 4]
     * @param scores float[n]
     * @param classIds int[n], in order of region, then class
     * @return indices of at most {@code maxDetections}, best first
     */
    default int[] suppress(float[] boxes, float[] scores, int[] classIds, DetectionSettings settings) {
        return ClassNms.select(boxes, scores, classIds, settings);
    }
}
