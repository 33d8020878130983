// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of the regions of interest (RoIs): their selection for training, their features, and the masks they are trained on.
 *
 * @param useRpnRois whether the heads train on the network's own proposals; if false, on {@code input_rois} (Matterport {@code
 *     USE_RPN_ROIS})
 * @param roisPerImage number of RoIs per image in the losses of the heads (Matterport {@code TRAIN_ROIS_PER_IMAGE})
 * @param positiveRatio maximum fraction of these RoIs that are positive (Matterport {@code ROI_POSITIVE_RATIO})
 * @param poolSize side of the box head's features (Matterport {@code POOL_SIZE})
 * @param maskPoolSize side of the mask head's features (Matterport {@code MASK_POOL_SIZE})
 * @param maskSize side of a predicted mask, twice {@code maskPoolSize} (Matterport {@code MASK_SHAPE})
 * @param maxInstances maximum number of objects per image used for training (Matterport {@code MAX_GT_INSTANCES})
 * @param useMiniMask whether training masks are cropped to their boxes and resized to mini masks (Matterport {@code
 *     USE_MINI_MASK})
 * @param miniMaskSize side of the mini masks (Matterport {@code MINI_MASK_SHAPE})
 * @param boxStdDev divisors of the deltas dy, dx, log dh, log dw (Matterport {@code BBOX_STD_DEV})
 * @param sampling where RoIAlign places its sample points
 * @param levels how the pyramid level of a RoI is chosen
 * @param foregroundIou RoIs with at least this IoU with an object are positive (0.5, fixed, in Matterport)
 * @param truthAsProposals whether the ground-truth boxes are added to the proposals that the heads train on
 * @param maskTargets how the target mask of a RoI is computed
 * @param legacyTargets whether the number of negatives is proportional to that of the positives, as in Matterport, so that an
 *     image without positives has no negatives
 */
public record RoiConfig(
        boolean useRpnRois,
        int roisPerImage,
        float positiveRatio,
        int poolSize,
        int maskPoolSize,
        int maskSize,
        int maxInstances,
        boolean useMiniMask,
        int miniMaskSize,
        List<Float> boxStdDev,
        Sampling sampling,
        Levels levels,
        float foregroundIou,
        boolean truthAsProposals,
        MaskTargets maskTargets,
        boolean legacyTargets) {
    private static final int MAX_POOL = 128;
    private static final double MAX_DIVISOR = 1e6;

    public RoiConfig {
        new ConfigFaults("roi")
                .whole("roisPerImage", roisPerImage, 1, 10_000)
                .require(
                        positiveRatio > 0 && positiveRatio <= 1,
                        "positiveRatio",
                        "a number above 0, up to 1",
                        positiveRatio)
                .whole("poolSize", poolSize, 1, MAX_POOL)
                .whole("maskPoolSize", maskPoolSize, 1, MAX_POOL)
                .require(
                        maskSize == 2L * maskPoolSize,
                        "maskSize",
                        "twice maskPoolSize, " + 2L * maskPoolSize + ", as the mask head doubles its input",
                        maskSize)
                .whole("maxInstances", maxInstances, 1, 10_000)
                .whole("miniMaskSize", miniMaskSize, 1, 1024)
                .positives("boxStdDev", boxStdDev, 4, MAX_DIVISOR)
                .present("sampling", sampling)
                .present("levels", levels)
                .above0("foregroundIou", foregroundIou, 1)
                .present("maskTargets", maskTargets)
                .require(
                        !legacyTargets || maskTargets == null || maskTargets == MaskTargets.ROUNDED,
                        "maskTargets",
                        "rounded beside roi.legacyTargets",
                        maskTargets)
                .check();
        boxStdDev = List.copyOf(boxStdDev);
    }

    /** Returns Matterport's defaults, without the defects of its targets. */
    public static RoiConfig defaults() {
        return new RoiConfig(
                true,
                200,
                0.33f,
                7,
                14,
                28,
                100,
                true,
                56,
                List.of(0.1f, 0.1f, 0.2f, 0.2f),
                Sampling.LEGACY,
                Levels.ROUND,
                0.5f,
                false,
                MaskTargets.ROUNDED,
                false);
    }

    /** Returns the maximum number of positive RoIs per image: {@code floor(roisPerImage * positiveRatio)}, at least 1. */
    public int maxPositives() {
        // The truncated float product: the reference's int(TRAIN_ROIS_PER_IMAGE * ROI_POSITIVE_RATIO), 66 of 200.
        return Math.max(1, (int) (roisPerImage * positiveRatio));
    }

    public RoiConfig withUseRpnRois(boolean value) {
        return RecordCopy.with(this, "useRpnRois", value);
    }

    public RoiConfig withRoisPerImage(int value) {
        return RecordCopy.with(this, "roisPerImage", value);
    }

    public RoiConfig withMaxInstances(int value) {
        return RecordCopy.with(this, "maxInstances", value);
    }

    /** Sets whether training masks are resized to mini masks, and the side of these. */
    public RoiConfig withMiniMask(boolean use, int size) {
        return RecordCopy.with(this, Map.of("useMiniMask", use, "miniMaskSize", size));
    }

    public RoiConfig withSampling(Sampling value) {
        return RecordCopy.with(this, "sampling", value);
    }

    /** Sets whether the ground-truth boxes are added to the proposals that the heads train on. */
    public RoiConfig withTruthAsProposals(boolean value) {
        return RecordCopy.with(this, "truthAsProposals", value);
    }

    public RoiConfig withMaskTargets(MaskTargets value) {
        return RecordCopy.with(this, "maskTargets", value);
    }

    public RoiConfig withLegacyTargets(boolean value) {
        return RecordCopy.with(this, "legacyTargets", value);
    }

    /** How RoIAlign places its sample points. */
    public enum Sampling {
        /**
         * From corner to corner, one sample per bin, as {@code crop_and_resize} of TensorFlow, which Matterport's weights
         * expect.
         */
        LEGACY,
        /** {@link #LEGACY} with TensorFlow's rounding at the border, bit for bit. For comparisons only. */
        LEGACY_UNCLAMPED,
        /** Half-pixel centres, 2 x 2 samples per bin, as in later implementations of the paper. */
        ALIGNED,
        /** Half-pixel centres, as many samples per bin as it covers cells of the feature map: Detectron2 and MMDetection. */
        ADAPTIVE,
        /**
         * 2 x 2 samples per bin, shifted by half a cell from the half-pixel centres; a RoI covers at least one cell:
         * torchvision.
         */
        UNSHIFTED;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How the pyramid level that a RoI is pooled from, 4 + log2(sqrt(area in pixels) / 224), becomes a whole number from 2 to
     * 5.
     */
    public enum Levels {
        /** Rounded to the nearest whole number (Matterport). */
        ROUND,
        /** Rounded down, as in the paper (torchvision, Detectron2, MMDetection). */
        FLOOR;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the target mask of a RoI is computed from the mask of its object. */
    public enum MaskTargets {
        /** One bilinear sample per target pixel, from corner to corner of the RoI, rounded to 0 or 1 (Matterport). */
        ROUNDED,
        /** The fraction of each target pixel that the object covers, from 0 to 1 (torchvision). */
        AVERAGED,
        /** 1 where the object covers at least half of the target pixel, else 0 (Detectron2, MMDetection). */
        THRESHOLDED;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
