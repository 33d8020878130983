// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.GroupedNms;

/**
 * Detections as in torchvision, Detectron2 and MMDetection, in pixels.
 *
 * @param minSide boxes with a shorter side are left out, in pixels; those without area always are
 * @param above whether a score must be above the minimum score, not only equal to it
 */
public record GroupedRules(float minSide, boolean above) implements DetectionRules {

    @Override
    public boolean isLikely(float score, float least) {
        return above ? score > least : score >= least;
    }

    @Override
    public boolean isLargeEnough(float[] boxes, int i) {
        return counts(boxes, i) && Boxes.hasSides(boxes, i, minSide);
    }

    @Override
    public int[] suppress(float[] boxes, float[] scores, int[] classIds, DetectionSettings settings) {
        return GroupedNms.select(boxes, scores, classIds, settings.nmsThreshold(), settings.maxDetections());
    }
}
