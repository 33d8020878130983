// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.Boxes;

/** How well the anchors of an image reach its objects. */
public final class AnchorCoverage {
    private AnchorCoverage() {}

    /**
     * The highest IoU that any anchor has with each object, as {@link RpnTargets} sees it.
     *
     * @param anchors double[n * 4], pixels: see {@link AnchorGenerator#exactPixels}
     * @param boxes float[objects * 4], pixels
     * @return double[objects], 0 where no anchor overlaps the object
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
