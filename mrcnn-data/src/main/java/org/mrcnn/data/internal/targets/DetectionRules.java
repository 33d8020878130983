// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/**
 * The rules in which implementations of Mask R-CNN differ when they select detections. The methods here are this library's own
 * rules; a dialect overrides those that differ.
 */
public interface DetectionRules {

    /**
     * Returns whether an RoI can become a detection: if it has an area, which padding does not.
     *
     * @param boxes float[n * 4]
     * @param i index of the box
     */
    default boolean counts(float[] boxes, int i) {
        return boxes[4 * i + 2] > boxes[4 * i] && boxes[4 * i + 3] > boxes[4 * i + 1];
    }

    /** Returns whether a refined and clipped box can be a detection; the same rule as for RoIs. */
    default boolean isLargeEnough(float[] boxes, int i) {
        return counts(boxes, i);
    }

    /** Returns whether a score is high enough: at least {@code least}. */
    default boolean isLikely(float score, float least) {
        return score >= least;
    }

    /**
     * Returns the candidates that remain after suppression within their class.
     *
     * @param boxes float[n * 4]
     * @param scores float[n]
     * @param classIds int[n], in order of RoI, then class
     * @return indices of at most {@code maxDetections}, highest score first
     */
    default int[] suppress(float[] boxes, float[] scores, int[] classIds, DetectionSettings settings) {
        return ClassNms.select(boxes, scores, classIds, settings);
    }
}
