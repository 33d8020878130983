// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;

/**
 * How proposals become training examples of the second stage.
 *
 * @param roisPerImage number of RoIs per image that are trained on
 * @param positiveRatio maximum fraction of positives
 * @param foregroundIou a proposal with at least this IoU with an object is positive
 * @param maskHeight rows of a mask target
 * @param maskWidth columns of a mask target
 * @param useMiniMask whether the given masks show the box of each object, not the whole image
 * @param coder coder of the box deltas
 * @param coordinates coordinates of proposals and objects
 * @param truthAsProposals whether the boxes of the objects are added to the proposals
 * @param rules rules of the dialect
 */
public record DetectionTargetSettings(
        int roisPerImage,
        double positiveRatio,
        float foregroundIou,
        int maskHeight,
        int maskWidth,
        boolean useMiniMask,
        BoxCoder coder,
        Coordinates coordinates,
        boolean truthAsProposals,
        RegionRules rules) {
    /** Checks the ranges. */
    public DetectionTargetSettings {
        if (roisPerImage < 1 || maskHeight < 1 || maskWidth < 1) {
            throw new IllegalArgumentException("roisPerImage and the mask size must be at least 1, found "
                    + roisPerImage + " and " + maskHeight + " x " + maskWidth);
        }
        if (!(positiveRatio > 0 && positiveRatio <= 1) || !(foregroundIou > 0 && foregroundIou <= 1)) {
            throw new IllegalArgumentException("positiveRatio and foregroundIou must be above 0 and at most 1, found "
                    + positiveRatio + " and " + foregroundIou);
        }
    }

    /** Creates settings for normalized boxes. */
    public DetectionTargetSettings(
            int roisPerImage,
            double positiveRatio,
            float foregroundIou,
            int maskHeight,
            int maskWidth,
            boolean useMiniMask,
            BoxCoder coder,
            RegionRules rules) {
        this(
                roisPerImage,
                positiveRatio,
                foregroundIou,
                maskHeight,
                maskWidth,
                useMiniMask,
                coder,
                Coordinates.NORMALIZED,
                false,
                rules);
    }

    /** Returns the maximum number of positives. */
    public int maxPositives() {
        return (int) (roisPerImage * positiveRatio);
    }

    /** Returns the number of negatives for this number of positives. */
    int maxNegatives(int positives) {
        return rules.maxNegatives(positives, roisPerImage, positiveRatio);
    }
}
