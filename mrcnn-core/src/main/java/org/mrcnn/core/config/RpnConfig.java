// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of the region proposal network (RPN) and its anchors.
 *
 * @param anchorScales sides of the square anchors in pixels: one per level P2 to P6 (Matterport {@code RPN_ANCHOR_SCALES}), or
 *     the same number for each level, those of P2 first
 * @param anchorRatios width divided by height of the anchors (Matterport {@code RPN_ANCHOR_RATIOS})
 * @param strides distances in pixels between the cells of P2 to P6: always 4, 8, 16, 32, 64, because of the backbone
 *     (Matterport {@code BACKBONE_STRIDES})
 * @param anchorStride distance in cells between anchors: 1 = anchors at every cell (Matterport {@code RPN_ANCHOR_STRIDE})
 * @param nmsThreshold if the IoU of two proposals is higher, the one with the lower score is removed (Matterport {@code
 *     RPN_NMS_THRESHOLD})
 * @param preNmsLimit number of best-scored anchors that enter non-maximum suppression (Matterport {@code PRE_NMS_LIMIT})
 * @param proposalsTraining maximum number of proposals per image in training (Matterport {@code POST_NMS_ROIS_TRAINING})
 * @param proposalsInference maximum number of proposals per image in detection (Matterport {@code POST_NMS_ROIS_INFERENCE})
 * @param anchorsPerImage number of anchors per image in the losses, at most half of them positive (Matterport {@code
 *     RPN_TRAIN_ANCHORS_PER_IMAGE})
 * @param boxStdDev divisors of the deltas dy, dx, log dh, log dw (Matterport {@code RPN_BBOX_STD_DEV})
 * @param coordinates units of box coordinates within the network
 * @param objectness number of outputs per anchor, and how they give its score
 * @param wholePixelAnchors whether the corners of anchors and the distances between them are rounded to whole pixels, as in
 *     torchvision; the distance is then the side of the image divided by the side of the feature map, rounded down
 * @param scalesOutermost the order of the anchors of a cell: false = by ratio, then scale (Matterport, torchvision,
 *     MMDetection); true = by scale, then ratio (Detectron2). Has an effect only if a level has several scales
 * @param selectPerLevel whether {@code preNmsLimit} and non-maximum suppression apply to each level separately; if false, to
 *     the anchors of all levels together
 * @param preNmsLimitTraining like {@code preNmsLimit}, in training
 * @param minSide minimum side of a proposal in pixels; proposals with a shorter side are removed; 0 = remove none
 * @param foregroundIou anchors with at least this IoU with an object are positive (0.7, fixed, in Matterport)
 * @param backgroundIou anchors with less than this IoU with every object are negative (0.3, fixed, in Matterport)
 * @param legacy whether to follow Matterport's code, defects included: proposals may grow without bound, an object that no
 *     anchor overlaps makes all anchors that miss it positive, crowds are compared by IoU, and objects beyond {@code
 *     roi.maxInstances} are targets
 */
public record RpnConfig(
        List<Float> anchorScales,
        List<Float> anchorRatios,
        List<Integer> strides,
        int anchorStride,
        float nmsThreshold,
        int preNmsLimit,
        int proposalsTraining,
        int proposalsInference,
        int anchorsPerImage,
        List<Float> boxStdDev,
        Coordinates coordinates,
        Objectness objectness,
        boolean wholePixelAnchors,
        boolean scalesOutermost,
        boolean selectPerLevel,
        int preNmsLimitTraining,
        float minSide,
        float foregroundIou,
        float backgroundIou,
        boolean legacy) {
    private static final List<Integer> STRIDES = List.of(4, 8, 16, 32, 64);
    private static final double MAX_SCALE = 65_536;
    private static final double MAX_RATIO = 1000;
    private static final double MAX_DIVISOR = 1e6;
    private static final int MAX_PROPOSALS = 20_000;

    public RpnConfig {
        new ConfigFaults("rpn")
                .positivesByLevel("anchorScales", anchorScales, STRIDES.size(), MAX_SCALE)
                .positives("anchorRatios", anchorRatios, 0, MAX_RATIO)
                .require(STRIDES.equals(strides), "strides", STRIDES + " (the backbone's)", strides)
                .require(anchorStride == 1 || anchorStride == 2, "anchorStride", "1 or 2", anchorStride)
                .fraction("nmsThreshold", nmsThreshold)
                .whole("preNmsLimit", preNmsLimit, 1, 1_000_000)
                .whole("proposalsTraining", proposalsTraining, 1, MAX_PROPOSALS)
                .whole("proposalsInference", proposalsInference, 1, MAX_PROPOSALS)
                .whole("anchorsPerImage", anchorsPerImage, 2, 1_000_000)
                .positives("boxStdDev", boxStdDev, 4, MAX_DIVISOR)
                .present("coordinates", coordinates)
                .present("objectness", objectness)
                .whole("preNmsLimitTraining", preNmsLimitTraining, 1, 1_000_000)
                .notNegative("minSide", minSide)
                .above0("backgroundIou", backgroundIou, 1)
                .require(
                        foregroundIou >= backgroundIou && foregroundIou <= 1,
                        "foregroundIou",
                        "a number from backgroundIou, " + backgroundIou + ", to 1",
                        foregroundIou)
                .check();
        anchorScales = List.copyOf(anchorScales);
        anchorRatios = List.copyOf(anchorRatios);
        strides = List.copyOf(strides);
        boxStdDev = List.copyOf(boxStdDev);
    }

    /** Returns Matterport's defaults. */
    public static RpnConfig defaults() {
        return new RpnConfig(
                List.of(32f, 64f, 128f, 256f, 512f),
                List.of(0.5f, 1f, 2f),
                STRIDES,
                1,
                0.7f,
                6000,
                2000,
                1000,
                256,
                List.of(0.1f, 0.1f, 0.2f, 0.2f),
                Coordinates.NORMALIZED,
                Objectness.SOFTMAX,
                false,
                false,
                false,
                6000,
                0,
                0.7f,
                0.3f,
                false);
    }

    /** Returns the number of anchors per cell of the feature maps. */
    public int anchorsPerCell() {
        return anchorRatios.size() * (anchorScales.size() / STRIDES.size());
    }

    /**
     * Sets the sides of the square anchors in pixels: one per level P2 to P6, or the same number for each level, those of P2
     * first.
     */
    public RpnConfig withAnchorScales(float... scales) {
        return RecordCopy.with(this, "anchorScales", Floats.list(scales));
    }

    /** Sets the ratios of the anchors, width divided by height. */
    public RpnConfig withAnchorRatios(float... ratios) {
        return RecordCopy.with(this, "anchorRatios", Floats.list(ratios));
    }

    /** Sets how many boxes enter non-maximum suppression, and the maximum number of proposals in training and in detection. */
    public RpnConfig withProposals(int beforeNms, int training, int inference) {
        return RecordCopy.with(
                this,
                Map.of(
                        "preNmsLimit", beforeNms,
                        "preNmsLimitTraining", beforeNms,
                        "proposalsTraining", training,
                        "proposalsInference", inference));
    }

    /** Sets whether to follow Matterport's code, defects included. */
    public RpnConfig withLegacy(boolean value) {
        return RecordCopy.with(this, "legacy", value);
    }

    /** Units of anchors, proposals and detections within the network. */
    public enum Coordinates {
        /** Fractions of the image's height - 1 and width - 1; y2 and x2 of a box are its last pixel (Matterport). */
        NORMALIZED,
        /** Pixels of the network's input; y2 and x2 of a box are the end of its last pixel. */
        PIXELS;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the network outputs for each anchor. */
    public enum Objectness {
        /** Two logits, whose softmax gives the probabilities of background and object (Matterport). */
        SOFTMAX,
        /** One logit, whose sigmoid is the probability of an object. */
        SIGMOID;

        /** Returns the number of outputs per anchor. */
        public int outputs() {
            return this == SOFTMAX ? 2 : 1;
        }

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
