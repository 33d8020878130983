package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.BoxCoder;

/**
 * How proposals become training examples of the second stage.
 *
 * @param roisPerImage how many regions an image trains with
 * @param positiveRatio at most this share of them is positive
 * @param foregroundIou a proposal with at least this IoU to an object is positive
 * @param maskHeight rows of a mask target
 * @param maskWidth columns of a mask target
 * @param useMiniMask whether the given masks show each object's box instead of the whole image
 * @param coder of the box deltas
 * @param legacy Matterport's defects: as many negatives as go with the positives, so none without positives, where otherwise
 *     they fill all places left; a crowd covers only the proposals whose IoU with it is not small; and mask targets lose a row
 *     or column at the border to rounding ({@link org.mrcnn.data.internal.geometry.Sampling#CORNERS_UNCLAMPED})
 */
public record DetectionTargetSettings(
        int roisPerImage,
        double positiveRatio,
        float foregroundIou,
        int maskHeight,
        int maskWidth,
        boolean useMiniMask,
        BoxCoder coder,
        boolean legacy) {
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

    /** Returns Matterport's: 200 regions, a third positive, 0.5, masks of 28 x 28 from mini masks, and full negatives. */
    public static DetectionTargetSettings defaults() {
        return new DetectionTargetSettings(200, 0.33, 0.5f, 28, 28, true, BoxCoder.defaults(), false);
    }

    /** Returns how many regions can be positive at most. */
    public int maxPositives() {
        return (int) (roisPerImage * positiveRatio);
    }

    /** Returns how many negatives go with that many positives. */
    int maxNegatives(int positives) {
        if (legacy) {
            return (int) ((float) (1.0 / positiveRatio) * positives) - positives; // float32 as in the reference
        }
        return roisPerImage - positives;
    }
}
