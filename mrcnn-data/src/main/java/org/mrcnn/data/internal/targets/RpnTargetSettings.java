// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.BoxCoder;

/**
 * How anchors are matched to objects.
 *
 * @param anchorsPerImage number of anchors that are trained on, at most half of them positive
 * @param foreground an anchor with at least this IoU is positive
 * @param background an anchor with less than this IoU with every object is negative
 * @param coder coder of the box deltas
 * @param rules rules of the dialect
 */
public record RpnTargetSettings(
        int anchorsPerImage, double foreground, double background, BoxCoder coder, AnchorRules rules) {
    /** Checks the ranges. */
    public RpnTargetSettings {
        if (anchorsPerImage < 2) {
            throw new IllegalArgumentException("anchorsPerImage must be at least 2, found " + anchorsPerImage);
        }
        if (!(background > 0 && background <= foreground && foreground <= 1)) {
            throw new IllegalArgumentException("RPN thresholds must satisfy 0 < background <= foreground <= 1, found"
                    + " background " + background + " and foreground " + foreground);
        }
    }

    /**
     * Returns Matterport's values: 256 anchors, 0.7, 0.3, standard deviations 0.1, 0.1, 0.2, 0.2; rules are this library's.
     */
    public static RpnTargetSettings defaults() {
        return new RpnTargetSettings(256, 0.7, 0.3, BoxCoder.defaults(), StandardRules.RULES);
    }
}
