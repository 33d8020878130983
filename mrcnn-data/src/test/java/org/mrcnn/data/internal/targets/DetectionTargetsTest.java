// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.RandomBoxes;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.npy.Npy;

class DetectionTargetsTest {
    private static final DetectionTargetSettings STANDARD =
            new DetectionTargetSettings(200, 0.33, 0.5f, 28, 28, true, BoxCoder.defaults(), StandardRules.RULES);
    /** The goldens were created without shuffling. */
    private static final IdSampler KEEP_FIRST = (ids, count) -> Arrays.copyOf(ids, Math.min(count, ids.length));

    static Iterable<Golden> cases() {
        return Golden.cases("detection_targets");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void legacyRegionsMatchReference(Golden golden) {
        DetectionTargets targets = build(golden, true);
        assertThat(targets.rois()).containsExactly(golden.floats("rois"));
        assertThat(targets.classIds()).containsExactly(golden.ints("class_ids"));
        assertThat(targets.deltas()).containsExactly(golden.floats("deltas"), within(1e-4f));
        assertThat(targets.masks()).containsExactly(golden.floats("masks"));
        assertThat(targets.positives())
                .isEqualTo(golden.params().get("positives").intValue());
        assertThat(targets.count() - targets.positives())
                .isEqualTo(golden.params().get("negatives").intValue());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void positivesMatchReference(Golden golden) {
        DetectionTargets targets = build(golden, false);
        assertThat(targets.positives())
                .isEqualTo(golden.params().get("positives").intValue());
        assertThat(targets.classIds()).containsExactly(golden.ints("class_ids"));
        assertThat(targets.deltas()).containsExactly(golden.floats("deltas"), within(1e-4f));
        assertThat(targets.masks()).containsExactly(golden.floats("masks"));
    }

    /**
     * The corrected rules: negatives fill all remaining places, and a crowd excludes proposals by the covered fraction of their
     * own area.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void negativesFillAllPlacesLeft(Golden golden) {
        DetectionTargets targets = build(golden, false);
        float[] proposals = golden.floats("proposals");
        int[] free = Arrays.stream(golden.ints("negative_candidates"))
                .filter(i -> !inCrowd(proposals, i, golden.ints("gt_class_ids"), golden.floats("gt_boxes")))
                .limit(targets.rois().length / 4 - targets.positives())
                .toArray();
        assertThat(targets.count()).isEqualTo(targets.positives() + free.length);
        float[] expected = new float[targets.rois().length];
        System.arraycopy(golden.floats("rois"), 0, expected, 0, 4 * targets.positives());
        for (int k = 0; k < free.length; k++) {
            System.arraycopy(proposals, 4 * free[k], expected, 4 * (targets.positives() + k), 4);
        }
        assertThat(targets.rois()).containsExactly(expected);
        if (!golden.name().contains("crowd")) {
            assertThat(targets.rois()).containsExactly(golden.floats("rois_filled"));
        }
    }

    @Test
    void fourProposalsByHand() {
        float[] proposals = {0, 0, 0.5f, 0.5f, 0, 0, 0.5f, 0.25f, 0.9f, 0.9f, 1, 1, 0, 0, 0, 0};
        int[] classIds = {0, 7};
        float[] boxes = {0, 0, 0, 0, 0, 0, 0.5f, 0.5f}; // IoU 1, 0.5, 0; the last row is padding
        MaskStack masks = MaskStack.of(ByteBuffer.wrap(new byte[] {0, 1, 0, 0, 0, 1, 0, 0}), 0, 2, 2, 2); // 1 0 / 1 0
        DetectionTargetSettings settings =
                new DetectionTargetSettings(6, 0.5, 0.5f, 2, 2, true, BoxCoder.defaults(), StandardRules.RULES);
        GroundTruth truth = new GroundTruth(classIds, boxes, masks);
        DetectionTargets targets = DetectionTargets.build(settings, proposals, 4, truth, KEEP_FIRST);
        assertThat(targets.positives()).isEqualTo(2);
        assertThat(targets.count()).isEqualTo(3);
        assertThat(targets.classIds()).containsExactly(7, 7, 0, 0, 0, 0);
        float ln2 = (float) (Math.log(2) / 0.2);
        assertThat(Arrays.copyOf(targets.deltas(), 12))
                .containsExactly(new float[] {0, 0, 0, 0, 0, 5, 0, ln2, 0, 0, 0, 0}, within(1e-5f));
        // Over the whole box, the crop is the mini mask; over its left half, the right samples are half way between:
        // rint(0.5) = 0.
        assertThat(Arrays.copyOf(targets.masks(), 8)).containsExactly(1, 0, 1, 0, 1, 0, 1, 0);
    }

    @Test
    void everyPositiveOverlapsItsObjectAndNoNegativeDoes() {
        SplittableRandom random = new SplittableRandom(12);
        float[] boxes = RandomBoxes.inside(random, 10, 1);
        float[] proposals = RandomBoxes.inside(random, 500, 1);
        System.arraycopy(boxes, 0, proposals, 400, 40); // certainly some positives
        int[] classIds = IntStream.rangeClosed(1, 10).toArray();
        MaskStack masks = MaskStack.of(FloatBuffer.allocate(20 * 20 * 10), 0, 20, 20, 10);
        GroundTruth truth = new GroundTruth(classIds, boxes, masks);
        DetectionTargets targets = DetectionTargets.build(STANDARD, proposals, 500, truth, random);
        assertThat(targets.positives()).isBetween(10, 66);
        assertThat(targets.count()).isEqualTo(200);
        for (int i = 0; i < targets.count(); i++) {
            float best = 0;
            for (int j = 0; j < 10; j++) {
                best = Math.max(best, Boxes.iou(targets.rois(), i, boxes, j));
            }
            if (i < targets.positives()) {
                assertThat(Boxes.iou(targets.rois(), i, boxes, targets.classIds()[i] - 1))
                        .isEqualTo(best)
                        .isGreaterThanOrEqualTo(0.5f);
            } else {
                assertThat(best).isLessThan(0.5f);
            }
        }
    }

    @Test
    void sameSeedSameTargets() {
        float[] proposals = RandomBoxes.inside(new SplittableRandom(1), 600, 1);
        MaskStack none = MaskStack.of(FloatBuffer.allocate(0), 0, 1, 1, 0);
        GroundTruth truth = new GroundTruth(new int[0], new float[0], none);
        DetectionTargets first = DetectionTargets.build(STANDARD, proposals, 600, truth, new SplittableRandom(5));
        DetectionTargets second = DetectionTargets.build(STANDARD, proposals, 600, truth, new SplittableRandom(5));
        assertThat(first.rois()).containsExactly(second.rois());
        assertThat(first.count()).isEqualTo(200);
        assertThat(first.positives()).isZero();
    }

    /** Padding of the ground truth is recognized by its class 0: normalized, its box is not zero. */
    @Test
    void paddingOfTheGroundTruthIsNoObject() {
        float[] padding = Boxes.normalize(new float[8], 128, 128);
        assertThat(padding).contains(-1 / 127f);
        float[] proposals = {0, 0, 0.5f, 0.5f, -1 / 127f, -1 / 127f, 0.01f, 0.01f};
        MaskStack masks = MaskStack.of(FloatBuffer.allocate(8), 0, 2, 2, 2);
        GroundTruth truth = new GroundTruth(new int[2], padding, masks);
        for (boolean legacy : new boolean[] {false, true}) {
            DetectionTargetSettings settings = new DetectionTargetSettings(
                    6, 0.5, 0.5f, 2, 2, true, BoxCoder.defaults(), legacy ? Matterport.RULES : StandardRules.RULES);
            DetectionTargets targets = DetectionTargets.build(settings, proposals, 2, truth, KEEP_FIRST);
            assertThat(targets.positives()).isZero();
            assertThat(targets.count()).isEqualTo(legacy ? 0 : 2);
        }
    }

    @Test
    void legacyNumberOfNegativesIsFloat32() {
        DetectionTargetSettings legacy =
                new DetectionTargetSettings(200, 0.33, 0.5f, 28, 28, true, BoxCoder.defaults(), Matterport.RULES);
        assertThat(legacy.maxPositives()).isEqualTo(66);
        assertThat(legacy.maxNegatives(0)).isZero();
        assertThat(legacy.maxNegatives(1)).isEqualTo(2);
        assertThat(legacy.maxNegatives(66)).isEqualTo(134);
    }

    @Test
    void brokenInputIsNamed() {
        MaskStack masks = MaskStack.of(FloatBuffer.allocate(4), 0, 2, 2, 1);
        assertThatThrownBy(() -> new GroundTruth(new int[2], new float[8], masks))
                .hasMessageContaining("1 masks");
        assertThatThrownBy(() -> MaskStack.of(FloatBuffer.allocate(3), 0, 2, 2, 1))
                .hasMessageContaining("found 3");
        GroundTruth truth = new GroundTruth(new int[1], new float[4], masks);
        assertThatThrownBy(() -> DetectionTargets.build(STANDARD, new float[4], 2, truth, KEEP_FIRST))
                .hasMessageContaining("2 boxes");
        assertThatThrownBy(() -> new DetectionTargetSettings(
                        0, 0.33, 0.5f, 28, 28, true, BoxCoder.defaults(), StandardRules.RULES))
                .hasMessageContaining("roisPerImage");
        assertThatThrownBy(() -> new DetectionTargetSettings(
                        9, 1.5, 0.5f, 28, 28, true, BoxCoder.defaults(), StandardRules.RULES))
                .hasMessageContaining("positiveRatio");
    }

    private static DetectionTargets build(Golden golden, boolean legacy) {
        JsonNode params = golden.params();
        DetectionTargetSettings settings = new DetectionTargetSettings(
                params.get("TRAIN_ROIS_PER_IMAGE").intValue(),
                params.get("ROI_POSITIVE_RATIO").doubleValue(),
                0.5f,
                params.at("/MASK_SHAPE/0").intValue(),
                params.at("/MASK_SHAPE/1").intValue(),
                params.get("USE_MINI_MASK").booleanValue(),
                BoxCoder.defaults(),
                legacy ? Matterport.RULES : StandardRules.RULES);
        Npy masks = golden.array("gt_masks");
        int[] shape = masks.shape();
        MaskStack stack = MaskStack.of(ByteBuffer.wrap(masks.bytes()), 0, shape[0], shape[1], shape[2]);
        GroundTruth truth = new GroundTruth(golden.ints("gt_class_ids"), golden.floats("gt_boxes"), stack);
        float[] proposals = golden.floats("proposals");
        return DetectionTargets.build(settings, proposals, proposals.length / 4, truth, KEEP_FIRST);
    }

    private static boolean inCrowd(float[] proposals, int i, int[] classIds, float[] boxes) {
        for (int j = 0; j < classIds.length; j++) {
            if (classIds[j] < 0 && Boxes.intersectionOverArea(proposals, i, boxes, j) >= 0.001f) {
                return true;
            }
        }
        return false;
    }
}
