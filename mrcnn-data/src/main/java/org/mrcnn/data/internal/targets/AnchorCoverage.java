// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.Boxes;

/** How well the anchors of an image match its objects. */
public final class AnchorCoverage {
    private AnchorCoverage() {}

    /**
     * Returns the highest IoU of each object with any anchor, computed as in {@link RpnTargets}.
     *
     * @param anchors double[n * 4], pixels: see {@link AnchorGenerator#exactPixels}
     * @param boxes float[objects * 4], pixels
     * @return double[objects], 0 if no anchor overlaps the object
     */
    public static double[] bestIou(double[] anchors, float[] boxes) {
        double[] best = new double[Boxes.count(boxes)];
        AnchorMatcher matcher = new AnchorMatcher(anchors, StandardRules.RULES);
        for (int j = 0; j < best.length; j++) {
            best[j] = matcher.addObject(boxes, j);
        }
        return best;
    }
}
