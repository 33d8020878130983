// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.RandomBoxes;
import org.mrcnn.data.internal.matterport.Matterport;

class DetectionSelectorTest {
    private static final float[] IMAGE = {0, 0, 1, 1};

    static Iterable<Golden> cases() {
        return Golden.cases("detection");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void legacyDetectionsMatchReference(Golden golden) {
        float[] expected = golden.floats("detections");
        int max = golden.params().get("DETECTION_MAX_INSTANCES").intValue();
        for (int image = 0; image < 2; image++) {
            DetectionRows rows = select(golden, image, settings(golden, true, max));
            assertThat(rows.rows())
                    .containsExactly(
                            Arrays.copyOfRange(expected, image * 6 * max, (image + 1) * 6 * max), within(1e-5f));
            assertThat(rows.count())
                    .isEqualTo(golden.params().at("/counts/" + image).intValue());
        }
    }

    /** The default gives Matterport's list without boxes and RoIs that have no area, truncated to the limit afterwards. */
    @ParameterizedTest
    @MethodSource("cases")
    void defaultLeavesOutBoxesWithoutAreaBeforeTheLimit(Golden golden) {
        int max = golden.params().get("DETECTION_MAX_INSTANCES").intValue();
        for (int image = 0; image < 2; image++) {
            DetectionRows legacy = select(golden, image, settings(golden, true, 1000));
            float[] expected = new float[6 * max];
            int count = 0;
            for (int r = 0; r < legacy.count() && count < max; r++) {
                float[] row = Arrays.copyOfRange(legacy.rows(), 6 * r, 6 * r + 6);
                if (row[2] > row[0] && row[3] > row[1]) {
                    System.arraycopy(row, 0, expected, 6 * count++, 6);
                }
            }
            DetectionRows rows = select(golden, image, settings(golden, false, max));
            assertThat(rows.rows()).containsExactly(expected);
            assertThat(rows.count()).isEqualTo(count);
        }
    }

    @Test
    void suppressionIsPerClassAndTheBestComeFirst() {
        float[] rois = {0, 0, 0.5f, 0.5f, 0, 0, 0.5f, 0.45f, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 1, 1};
        float[] probabilities = {
            0.1f, 0.8f, 0.1f, // class 1
            0.05f, 0.9f, 0.05f, // class 1, overlaps the first and is better
            0.1f, 0.15f, 0.75f, // class 2, the same place
            0.95f, 0.03f, 0.02f // background
        };
        DetectionRows rows = select(rois, probabilities, defaults(3));
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.rows())
                .containsExactly(0, 0, 0.5f, 0.45f, 1, 0.9f, 0, 0, 0.5f, 0.5f, 2, 0.75f, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void deltasAreThoseOfTheClassAndTheWindowClips() {
        float[] rois = {0.4f, 0.4f, 0.6f, 0.6f};
        float[] deltas = new float[12];
        deltas[8] = 10f; // class 2: one height downwards
        deltas[4] = -50f; // class 1: must not matter
        DetectionRows rows = DetectionSelector.select(
                rois, new float[] {0, 0.1f, 0.9f}, deltas, new float[] {0, 0, 0.7f, 1}, defaults(1));
        assertThat(rows.rows()).containsExactly(new float[] {0.6f, 0.4f, 0.7f, 0.6f, 2, 0.9f}, within(1e-6f));
    }

    @Test
    void paddingAndBoxesClippedAwayAreNoDetections() {
        float[] rois = {0, 0, 0, 0, 0.9f, 0.1f, 1, 0.2f};
        float[] probabilities = {0, 1, 0, 1};
        float[] window = {0, 0, 0.8f, 1};
        assertThat(DetectionSelector.select(rois, probabilities, new float[16], window, defaults(5))
                        .count())
                .isZero();
        DetectionSettings legacy = new DetectionSettings(0.7f, 0.3f, 5, BoxCoder.defaults(), false, Matterport.RULES);
        assertThat(DetectionSelector.select(rois, probabilities, new float[16], window, legacy)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void multiLabelKeepsEveryLikelyClass() {
        float[] rois = {0, 0, 0.5f, 0.5f};
        float[] probabilities = {0.1f, 0.5f, 0.4f};
        DetectionSettings one = new DetectionSettings(0.3f, 0.3f, 5, BoxCoder.defaults(), false, StandardRules.RULES);
        DetectionSettings many = new DetectionSettings(0.3f, 0.3f, 5, BoxCoder.defaults(), true, StandardRules.RULES);
        assertThat(select(rois, probabilities, one).count()).isEqualTo(1);
        DetectionRows rows = select(rois, probabilities, many);
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.rows()[4]).isEqualTo(1f);
        assertThat(rows.rows()[10]).isEqualTo(2f);
    }

    @Test
    void noTwoDetectionsOfAClassOverlap() {
        SplittableRandom random = new SplittableRandom(31);
        float[] rois = RandomBoxes.inside(random, 400, 1);
        float[] probabilities = new float[400 * 4];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = random.nextFloat();
        }
        DetectionSettings settings =
                new DetectionSettings(0.2f, 0.3f, 100, BoxCoder.defaults(), true, StandardRules.RULES);
        DetectionRows rows = select(rois, probabilities, settings);
        assertThat(rows.count()).isEqualTo(100);
        float[] boxes = new float[400];
        for (int r = 0; r < 100; r++) {
            System.arraycopy(rows.rows(), 6 * r, boxes, 4 * r, 4);
            for (int q = 0; q < r; q++) {
                assertThat(rows.rows()[6 * q + 5]).isGreaterThanOrEqualTo(rows.rows()[6 * r + 5]);
                if (rows.rows()[6 * q + 4] == rows.rows()[6 * r + 4]) {
                    assertThat(Boxes.iou(boxes, q, boxes, r)).isLessThanOrEqualTo(0.3f);
                }
            }
        }
    }

    @Test
    void emptyAndBrokenInput() {
        DetectionRows none = select(new float[0], new float[0], defaults(2));
        assertThat(none.count()).isZero();
        assertThat(none.rows()).hasSize(12).containsOnly(0f);
        assertThatThrownBy(
                        () -> DetectionSelector.select(new float[8], new float[5], new float[20], IMAGE, defaults(2)))
                .hasMessageContaining("8, 5, 20 and 4 floats");
        assertThatThrownBy(() -> new DetectionSettings(-1, 0.3f, 5, BoxCoder.defaults(), false, StandardRules.RULES))
                .hasMessageContaining("minConfidence");
        assertThatThrownBy(() -> new DetectionSettings(0.7f, 0.3f, 0, BoxCoder.defaults(), false, StandardRules.RULES))
                .hasMessageContaining("maxDetections");
    }

    private static DetectionSettings defaults(int max) {
        return new DetectionSettings(0.7f, 0.3f, max, BoxCoder.defaults(), false, StandardRules.RULES);
    }

    private static DetectionSettings settings(Golden golden, boolean legacy, int max) {
        JsonNode params = golden.params();
        return new DetectionSettings(
                params.get("DETECTION_MIN_CONFIDENCE").floatValue(),
                params.get("DETECTION_NMS_THRESHOLD").floatValue(),
                max,
                BoxCoder.defaults(),
                false,
                legacy ? Matterport.RULES : StandardRules.RULES);
    }

    private static DetectionRows select(float[] rois, float[] probabilities, DetectionSettings settings) {
        return DetectionSelector.select(rois, probabilities, new float[4 * probabilities.length], IMAGE, settings);
    }

    private static DetectionRows select(Golden golden, int image, DetectionSettings settings) {
        return DetectionSelector.select(
                half(golden.floats("rois"), image),
                half(golden.floats("probs"), image),
                half(golden.floats("deltas"), image),
                golden.floats("window"),
                settings);
    }

    private static float[] half(float[] values, int which) {
        int n = values.length / 2;
        return Arrays.copyOfRange(values, which * n, (which + 1) * n);
    }
}
