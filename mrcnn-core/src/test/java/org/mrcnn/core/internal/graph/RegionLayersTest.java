// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Tests the ops that select RoIs, on batches of two images with results computed by hand. */
class RegionLayersTest {

    private static final MaskRcnnConfig DEFAULTS = MaskRcnnConfig.defaults();
    private static final int SIDE = 64;

    private final SameDiff sd = SameDiff.create();
    private final SDVariable image = sd.constant("image", Nd4j.zeros(2, SIDE, SIDE, 3));

    @Test
    void proposalsAreTheBestMovedClippedAndApart() {
        float[] anchors = {0, 0, 0.5f, 0.5f, 0.02f, 0, 0.5f, 0.5f, 0.5f, 0.5f, 1.1f, 1, 0.6f, 0, 0.9f, 0.3f};
        // Image 0: anchor 1 nearly equals anchor 0, which has a higher score, and 3 is not among the best three. Image
        // 1: 3 is the best, moved down by 1 * 0.1 * 0.3; 0 nearly equals 1.
        float[] logits = {0, 4, 0, 3, 0, 2, 0, 1, 0, 1, 0, 2, 0, 0, 0, 5};
        float[] deltas = new float[2 * 4 * 4];
        deltas[16 + 3 * 4] = 1;
        RegionProposalNetwork rpn = new RegionProposalNetwork(
                sd.constant(Outcome.array(logits, 2, 4, 2)), sd.constant(Outcome.array(deltas, 2, 4, 4)));
        SDVariable[] out = ProposalLayer.apply(
                sd,
                DataSettings.proposals(DEFAULTS.withRpn(DEFAULTS.rpn().withProposals(3, 9, 4))),
                rpn,
                sd.constant(Outcome.array(anchors, 4, 4)),
                sd.constant(Nd4j.zeros(2, 15)),
                image);
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.ints(out[1])).containsExactly(2, 2);
        float[] expected = new float[2 * 4 * 4];
        System.arraycopy(new float[] {0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 1, 1}, 0, expected, 0, 8);
        System.arraycopy(new float[] {0.63f, 0, 0.93f, 0.3f, 0.02f, 0, 0.5f, 0.5f}, 0, expected, 16, 8);
        assertThat(outcome.floats(out[0])).containsExactly(expected, within(1e-6f));
    }

    @Test
    void givenRoisAreNormalizedUpToTheFirstRowOfZeros() {
        float[] pixels = new float[2 * 3 * 4];
        float[] boxes = {0, 0, 64, 64, 10, 20, 30, 41};
        System.arraycopy(boxes, 0, pixels, 0, 8);
        SDVariable[] out =
                GivenRois.apply(sd, Coordinates.NORMALIZED, sd.constant(Outcome.array(pixels, 2, 3, 4)), image);
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.ints(out[1])).containsExactly(2, 0);
        float[] expected = new float[24];
        float[] first = {0, 0, 1, 1, 10 / 63f, 20 / 63f, 29 / 63f, 40 / 63f};
        System.arraycopy(first, 0, expected, 0, 8);
        assertThat(outcome.floats(out[0])).containsExactly(expected, within(1e-6f));
    }

    /** Image 0: an object, a crowd and padding; image 1: nothing. */
    @Test
    void targetsKeepCrowdsAndPaddingOut() {
        float[] object = {0, 0, 32, 32};
        float[] negative = {0, 40, 20, 60};
        float[] inCrowd = {45, 45, 60, 60};
        float[] proposals = normalized(object, inCrowd, negative, object, negative, inCrowd, object, object);
        SDVariable[] out = targets(DEFAULTS.roi().withRoisPerImage(6), proposals, new int[] {3, 2});
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.ints(out[1])).containsExactly(2, 0, -1, -1, -1, -1, 0, 0, -1, -1, -1, -1);
        float[] rois = outcome.floats(out[0]);
        assertThat(Arrays.copyOfRange(rois, 0, 8)).containsExactly(normalized(object, negative));
        assertThat(Arrays.copyOfRange(rois, 8, 24)).containsOnly(0);
        assertThat(Arrays.copyOfRange(rois, 32, 48)).containsOnly(0);
        assertThat(outcome.floats(out[2])).containsOnly(0);
        assertThat(outcome.shape(out[3])).containsExactly(2, 6, 28, 28);
        float[] masks = outcome.floats(out[3]);
        // The upper 8 of 16 rows of the mini mask: rows up to 13 of 28 are sampled nearer to them.
        assertThat(Arrays.copyOfRange(masks, 0, 14 * 28)).containsOnly(1);
        assertThat(Arrays.copyOfRange(masks, 14 * 28, masks.length)).containsOnly(0);
    }

    @Test
    void targetsMoveTheRegionToItsObject() {
        float[] shifted = {4, 0, 36, 32};
        float[] proposals = new float[2 * 4];
        System.arraycopy(normalized(shifted), 0, proposals, 0, 4);
        SDVariable[] out = targets(DEFAULTS.roi().withRoisPerImage(4), proposals, new int[] {1, 0});
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.ints(out[1])).containsExactly(2, -1, -1, -1, -1, -1, -1, -1);
        float[] expected = new float[32];
        expected[0] = -4 / 31f / 0.1f; // of a side of 31 / 63, in units of the deviation
        assertThat(outcome.floats(out[2])).containsExactly(expected, within(1e-5f));
    }

    @Test
    void targetsRefuseMiniMasksWhereWholeOnesAreDue() {
        RoiConfig whole = DEFAULTS.roi().withMiniMask(false, 56);
        SDVariable[] out =
                targets(whole, normalized(new float[] {0, 0, 32, 32}, new float[] {0, 0, 9, 9}), new int[] {1, 1});
        assertThatThrownBy(() -> Outcome.of(Map.of(), out))
                .hasStackTraceContaining("input_gt_masks: expected masks of the image's size 64x64")
                .hasStackTraceContaining("found 16x16");
    }

    /** Image 0 and its object end at row 48; the rows below are padding. */
    @Test
    void pooledMasksEndWithTheImage() {
        byte[] masks = new byte[2 * SIDE * SIDE];
        Arrays.fill(masks, 0, 48 * SIDE, (byte) 1);
        float[] meta = new float[2 * 15];
        System.arraycopy(new float[] {0, 0, 48, 64}, 0, meta, 7, 4);
        System.arraycopy(new float[] {0, 0, 64, 64}, 0, meta, 15 + 7, 4);
        RoiConfig pooled = DEFAULTS.roi()
                .withRoisPerImage(4)
                .withMiniMask(false, 56)
                .withMaskTargets(RoiConfig.MaskTargets.AVERAGED);
        float[] box = {8, 8, 48, 40};
        SDVariable[] out = DetectionTargetLayer.apply(
                sd,
                DataSettings.detectionTargets(DEFAULTS.withRoi(pooled)),
                sd.constant(Outcome.array(normalized(box, box), 2, 1, 4)),
                sd.constant(Outcome.array(new int[] {1, 0}, 2)),
                sd.constant(Outcome.array(new int[] {1, 0}, 2, 1)),
                sd.constant(Outcome.array(new float[] {8, 8, 48, 40, 0, 0, 0, 0}, 2, 1, 4)),
                sd.constant(Nd4j.createFromArray(masks).castTo(DataType.INT8).reshape(2, SIDE, SIDE, 1)),
                sd.constant(Nd4j.createFromArray(11L).reshape(1)),
                image,
                sd.constant(Outcome.array(meta, 2, 15)));
        float[] first = Arrays.copyOf(Outcome.of(Map.of(), out).floats(out[3]), 28 * 28);
        float[] ones = new float[28 * 28];
        Arrays.fill(ones, 1);
        assertThat(first).containsExactly(ones, within(1e-6f));
    }

    @Test
    void positivesOfAllImagesComeFirstAndPaddingIsOfNoClass() {
        int[] ids = {2, 0, -1, -1, 1, 2};
        float[] rois = new float[24];
        float[] masks = new float[6 * 4];
        for (int i = 0; i < 24; i++) {
            rois[i] = i;
            masks[i] = 100 + i;
        }
        SDVariable[] out = positives(16, ids, rois, masks);
        Outcome outcome = Outcome.of(Map.of(), out);
        // Three, padded to an eighth of 2 * 16.
        assertThat(outcome.ints(out[1])).containsExactly(2, 1, 2, -1);
        assertThat(outcome.floats(out[0]))
                .containsExactly(0, 0, 1, 2, 3, 1, 16, 17, 18, 19, 1, 20, 21, 22, 23, 0, 0, 0, 0, 0);
        assertThat(outcome.shape(out[2])).containsExactly(4, 2, 2);
        assertThat(outcome.floats(out[2]))
                .containsExactly(100, 101, 102, 103, 116, 117, 118, 119, 120, 121, 122, 123, 0, 0, 0, 0);
    }

    @Test
    void withoutPositivesThereIsPaddingOnly() {
        SDVariable[] out = positives(16, new int[] {0, -1, -1, 0, 0, -1}, new float[24], new float[24]);
        assertThat(Outcome.of(Map.of(), out).ints(out[1])).containsExactly(-1, -1, -1, -1);
    }

    @Test
    void detectionsAreSureApartWithinTheWindowAndNeverPadding() {
        float[] ofFirst = {0.1f, 0.1f, 0.5f, 0.5f, 0.12f, 0.1f, 0.5f, 0.5f, 0.6f, 0.6f, 0.9f, 0.9f};
        float[] ofSecond = {0, 0.2f, 1, 0.8f, 0, 0, 0, 0, 0.3f, 0.3f, 0.6f, 0.6f}; // the second RoI is padding
        float[] logits = {0, 4, 0, 0, 5, 0, 5, 0, 0, 0, 0, 5, 0, 9, 0, 0, 0.1f, 0};
        float[] meta = new float[2 * 15];
        System.arraycopy(new float[] {0, 0, 64, 64}, 0, meta, 7, 4);
        System.arraycopy(new float[] {16, 0, 48, 64}, 0, meta, 15 + 7, 4);
        SDVariable[] out = DetectionLayer.apply(
                sd,
                new DetectionLayer.Settings(
                        DataSettings.detections(DEFAULTS.withDetection(
                                DEFAULTS.detection().withMaxInstances(3).withMinConfidence(0.5f))),
                        Coordinates.NORMALIZED),
                sd.constant(Nd4j.concat(0, Outcome.array(ofFirst, 1, 3, 4), Outcome.array(ofSecond, 1, 3, 4))),
                sd.constant(Outcome.array(logits, 6, 3)),
                sd.constant(Nd4j.zeros(6, 3, 4)),
                sd.constant(Outcome.array(meta, 2, 15)),
                image);
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.ints(out[1])).containsExactly(1, 1);
        float score = (float) (Math.exp(5) / (Math.exp(5) + 2));
        float[] expected = new float[36];
        System.arraycopy(new float[] {0.12f, 0.1f, 0.5f, 0.5f, 1, score}, 0, expected, 0, 6);
        System.arraycopy(new float[] {16 / 63f, 0.2f, 47 / 63f, 0.8f, 2, score}, 0, expected, 18, 6);
        assertThat(outcome.floats(out[0])).containsExactly(expected, within(1e-6f));
    }

    @Test
    void detectionsOfAllImagesBecomeOneList() {
        float[] rows = new float[2 * 4 * 6];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % 6 == 4 ? 1 + i / 24 : i;
        }
        SDVariable[] out = DetectionRois.apply(
                sd, sd.constant(Outcome.array(rows, 2, 4, 6)), sd.constant(Outcome.array(new int[] {1, 2}, 2)));
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.ints(out[1])).containsExactly(1, 2, 2);
        assertThat(outcome.floats(out[0])).containsExactly(0, 0, 1, 2, 3, 1, 24, 25, 26, 27, 1, 30, 31, 32, 33);
    }

    @Test
    void withoutDetectionsOneRowOfPaddingIsLeft() {
        SDVariable[] out = DetectionRois.apply(
                sd, sd.constant(Nd4j.ones(2, 4, 6)), sd.constant(Outcome.array(new int[] {0, 0}, 2)));
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.ints(out[1])).containsExactly(0);
        assertThat(outcome.floats(out[0])).containsExactly(0, 0, 0, 0, 0);
    }

    private SDVariable[] positives(int maxPerImage, int[] ids, float[] rois, float[] masks) {
        return PositiveRois.apply(
                sd,
                maxPerImage,
                sd.constant(Outcome.array(rois, 2, 3, 4)),
                sd.constant(Outcome.array(ids, 2, 3)),
                sd.constant(Outcome.array(masks, 2, 3, 2, 2)));
    }

    /**
     * Ground truth: image 0 has an object of class 2, whose mask is the upper half of its box, a crowd of class 1, and padding.
     */
    private SDVariable[] targets(RoiConfig config, float[] proposals, int[] counts) {
        float[] boxes = new float[24];
        System.arraycopy(new float[] {0, 0, 32, 32, 40, 40, 64, 64}, 0, boxes, 0, 8);
        byte[] masks = new byte[2 * 16 * 16 * 3];
        for (int p = 0; p < 8 * 16; p++) {
            masks[p * 3] = 1;
        }
        return DetectionTargetLayer.apply(
                sd,
                DataSettings.detectionTargets(DEFAULTS.withRoi(config)),
                sd.constant(Outcome.array(proposals, 2, proposals.length / 8, 4)),
                sd.constant(Outcome.array(counts, 2)),
                sd.constant(Outcome.array(new int[] {2, -1, 0, 0, 0, 0}, 2, 3)),
                sd.constant(Outcome.array(boxes, 2, 3, 4)),
                sd.constant(Nd4j.createFromArray(masks).castTo(DataType.INT8).reshape(2, 16, 16, 3)),
                sd.constant(Nd4j.createFromArray(11L).reshape(1)),
                image,
                sd.constant(Nd4j.zeros(2, 15))); // mini masks have no padding
    }

    private static float[] normalized(float[]... boxes) {
        float[] all = new float[boxes.length * 4];
        for (int i = 0; i < boxes.length; i++) {
            System.arraycopy(boxes[i], 0, all, i * 4, 4);
        }
        return Boxes.normalize(all, SIDE, SIDE);
    }
}
