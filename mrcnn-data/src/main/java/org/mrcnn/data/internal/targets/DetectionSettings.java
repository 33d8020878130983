// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.BoxCoder;

/**
 * How classified RoIs become detections.
 *
 * @param minConfidence minimum probability of a detection
 * @param nmsThreshold a detection is dropped if its IoU with a better one of its class exceeds this
 * @param maxDetections maximum number of detections
 * @param coder coder of the box deltas
 * @param multiLabel whether an RoI may become a detection of every class with a sufficient score, not only of the best class
 * @param rules rules of the dialect
 */
public record DetectionSettings(
        float minConfidence,
        float nmsThreshold,
        int maxDetections,
        BoxCoder coder,
        boolean multiLabel,
        DetectionRules rules) {
    /** Checks the ranges. */
    public DetectionSettings {
        if (!(minConfidence >= 0 && minConfidence <= 1) || !(nmsThreshold >= 0 && nmsThreshold <= 1)) {
            throw new IllegalArgumentException("minConfidence and nmsThreshold must be between 0 and 1, found "
                    + minConfidence + " and " + nmsThreshold);
        }
        if (maxDetections < 1) {
            throw new IllegalArgumentException("maxDetections must be at least 1, found " + maxDetections);
        }
    }
}
