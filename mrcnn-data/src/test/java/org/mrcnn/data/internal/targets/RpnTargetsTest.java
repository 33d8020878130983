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
import org.mrcnn.data.DialectCase;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.RandomBoxes;
import org.mrcnn.data.internal.matterport.Matterport;

class RpnTargetsTest {
    private static final RpnTargetSettings DEFAULTS = RpnTargetSettings.defaults();
    private static final int[] NO_IDS = {};
    private static final float[] NO_BOXES = {};

    /**
     * The goldens were created with a sampler that sets the first surplus ids to neutral and therefore keeps the last ones.
     */
    private static final IdSampler KEEP_LAST =
            (ids, count) -> Arrays.copyOfRange(ids, Math.max(0, ids.length - count), ids.length);

    static Iterable<Golden> cases() {
        return Golden.cases("rpn_targets").stream()
                .filter(g -> !g.name().equals("no_gt"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchEqualsReferenceButForTheTwoCorrections(Golden golden) {
        double[] anchors = anchorsOf(golden);
        int[] classIds = golden.ints("gt_class_ids");
        float[] boxes = golden.floats("gt_boxes");
        int[] expected = golden.ints("match_full_iou_above_zero"); // a best anchor must overlap its object
        for (int a = 0; a < expected.length; a++) {
            if (expected[a] == -1 && inCrowd(anchors, a, classIds, boxes)) {
                expected[a] = 0; // by the fraction of the anchor, not by IoU with the crowd
            }
        }
        assertThat(RpnTargets.matchAll(DEFAULTS, anchors, classIds, boxes)).containsExactly(expected);
    }

    /** Labels of {@code rpn.assign_targets_to_anchors} before anchors are sampled, and the deltas of positives. */
    @Test
    void matchAndDeltasEqualThoseOfTorchvision() {
        float[] floats = DialectCase.floats("rpn_anchors");
        double[] anchors = new double[floats.length];
        Arrays.setAll(anchors, i -> floats[i]);
        int[] ids = {1, 1, 1, 1, 1, 1};
        float[] boxes = DialectCase.floats("match_boxes");
        RpnTargetSettings settings = new RpnTargetSettings(
                2 * anchors.length, 0.7, 0.3, new BoxCoder(new float[] {1, 1, 1, 1}), StandardRules.RULES);
        RpnTargets targets = RpnTargets.build(settings, anchors, ids, boxes, KEEP_LAST);
        assertThat(targets.match()).containsExactly(DialectCase.ints("match"));
        float[] deltas = DialectCase.floats("match_deltas");
        assertThat(Arrays.copyOf(targets.deltas(), deltas.length)).containsExactly(deltas, within(1e-5f));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void subsampledMatchAndDeltasEqualReferenceWhereNothingIsCorrected(Golden golden) {
        double[] anchors = anchorsOf(golden);
        int[] classIds = golden.ints("gt_class_ids");
        float[] boxes = golden.floats("gt_boxes");
        RpnTargetSettings settings = new RpnTargetSettings(
                golden.params().get("RPN_TRAIN_ANCHORS_PER_IMAGE").intValue(),
                0.7,
                0.3,
                BoxCoder.defaults(),
                StandardRules.RULES);
        RpnTargets targets = RpnTargets.build(settings, anchors, classIds, boxes, KEEP_LAST);
        boolean corrected =
                !Arrays.equals(RpnTargets.matchAll(settings, anchors, classIds, boxes), golden.ints("match_full"));
        if (corrected) {
            assertThat(golden.name()).containsAnyOf("crowd", "zero_iou", "far_from");
        } else {
            assertThat(targets.match()).containsExactly(golden.ints("rpn_match"));
            assertThat(targets.deltas()).containsExactly(golden.floats("rpn_bbox"), within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void legacyEqualsReference(Golden golden) {
        double[] anchors = anchorsOf(golden);
        int[] classIds = golden.ints("gt_class_ids");
        float[] boxes = golden.floats("gt_boxes");
        int perImage = golden.params().get("RPN_TRAIN_ANCHORS_PER_IMAGE").intValue();
        RpnTargetSettings legacy = new RpnTargetSettings(perImage, 0.7, 0.3, BoxCoder.defaults(), Matterport.RULES);
        assertThat(RpnTargets.matchAll(legacy, anchors, classIds, boxes)).containsExactly(golden.ints("match_full"));
        RpnTargets targets = RpnTargets.build(legacy, anchors, classIds, boxes, KEEP_LAST);
        assertThat(targets.match()).containsExactly(golden.ints("rpn_match"));
        assertThat(targets.deltas()).containsExactly(golden.floats("rpn_bbox"), within(1e-5f));
    }

    @Test
    void imageWithoutObjectsHasNegativesOnly() {
        Golden golden = new Golden("rpn_targets", "no_gt");
        double[] anchors = anchorsOf(golden);
        assertThat(RpnTargets.matchAll(DEFAULTS, anchors, NO_IDS, NO_BOXES))
                .containsExactly(golden.ints("match_expected"));
        RpnTargets targets = RpnTargets.build(DEFAULTS, anchors, NO_IDS, NO_BOXES, new SplittableRandom(1));
        assertThat(Arrays.stream(targets.match()).sum()).isEqualTo(-256);
        assertThat(targets.deltas()).containsOnly(0f);
    }

    @Test
    void crowdAloneMakesTheAnchorsInItNeutral() {
        Golden golden = new Golden("rpn_targets", "no_gt");
        double[] anchors = anchorsOf(golden);
        int[] crowd = {-1};
        float[] box = {3, 3, 60, 60};
        int[] expected = golden.ints("match_expected_crowd_only");
        for (int a = 0; a < expected.length; a++) {
            expected[a] = inCrowd(anchors, a, crowd, box) ? 0 : expected[a];
        }
        int[] match = RpnTargets.matchAll(DEFAULTS, anchors, crowd, box);
        assertThat(match).containsExactly(expected).contains(0).contains(-1).doesNotContain(1);
    }

    @Test
    void threeAnchorsByHand() {
        double[] anchors = {0, 0, 10, 10, 0, 0, 10, 20, 40, 40, 50, 50};
        float[] box = {0, 0, 10, 12}; // IoU 100/120 = 0.83, 120/200 = 0.6, 0
        RpnTargets targets = RpnTargets.build(DEFAULTS, anchors, new int[] {3}, box, new SplittableRandom(1));
        assertThat(targets.match()).containsExactly(1, 0, -1);
        float[] first = Arrays.copyOf(targets.deltas(), 4);
        assertThat(first).containsExactly(new float[] {0, 1f, 0, (float) Math.log(1.2) / 0.2f}, within(1e-6f));
    }

    @Test
    void objectBelowEveryThresholdStillGetsItsBestAnchors() {
        double[] anchors = {0, 0, 10, 10, 0, 10, 10, 20, 30, 30, 40, 40};
        float[] box = {4, 8, 6, 12}; // overlaps the first two equally little
        int[] match = RpnTargets.matchAll(DEFAULTS, anchors, new int[] {1}, box);
        assertThat(match).containsExactly(1, 1, -1);
    }

    @Test
    void objectOutsideEveryAnchorOrWithoutAreaMakesNoPositives() {
        double[] anchors = {0, 0, 10, 10, 0, 10, 10, 20};
        float[] boxes = {50, 50, 60, 60, 5, 5, 5, 8};
        assertThat(RpnTargets.matchAll(DEFAULTS, anchors, new int[] {1, 1}, boxes))
                .containsExactly(-1, -1);
    }

    @Test
    void equalsFullMatrixOnRandomObjects() {
        SplittableRandom random = new SplittableRandom(41);
        AnchorSettings coarse =
                new AnchorSettings(new float[] {8, 16, 32}, new float[] {0.5f, 1, 2}, new int[] {4, 8, 16}, 1);
        double[] anchors = new AnchorGenerator(coarse).exactPixels(96, 128);
        for (int round = 0; round < 20; round++) {
            int n = 1 + random.nextInt(30);
            float[] boxes = RandomBoxes.inside(random, n, 100);
            int[] classIds = new int[n];
            for (int j = 0; j < n; j++) {
                classIds[j] = random.nextInt(5) - 1; // crowd, padding, three classes
            }
            assertThat(RpnTargets.matchAll(DEFAULTS, anchors, classIds, boxes))
                    .containsExactly(naive(anchors, classIds, boxes));
        }
    }

    @Test
    void drawsAtMostHalfPositivesAndFillsUp() {
        SplittableRandom random = new SplittableRandom(2);
        double[] anchors = new AnchorGenerator(AnchorSettings.defaults()).exactPixels(256, 256);
        float[] boxes = Arrays.copyOf(new AnchorGenerator(AnchorSettings.defaults()).pixels(256, 256), 4 * 400);
        int[] classIds = new int[400];
        Arrays.fill(classIds, 1);
        RpnTargetSettings settings = new RpnTargetSettings(64, 0.7, 0.3, BoxCoder.defaults(), StandardRules.RULES);
        RpnTargets targets = RpnTargets.build(settings, anchors, classIds, boxes, random);
        assertThat(Arrays.stream(targets.match()).filter(m -> m == 1)).hasSize(32);
        assertThat(Arrays.stream(targets.match()).filter(m -> m == -1)).hasSize(32);
        RpnTargets again = RpnTargets.build(settings, anchors, classIds, boxes, new SplittableRandom(2));
        RpnTargets sameSeed = RpnTargets.build(settings, anchors, classIds, boxes, new SplittableRandom(2));
        assertThat(again.match()).containsExactly(sameSeed.match());
    }

    @Test
    void floatAnchorsGiveTheSameWhereNothingTies() {
        Golden golden = new Golden("rpn_targets", "eight_gt");
        double[] exact = anchorsOf(golden);
        float[] rounded = new float[exact.length];
        for (int k = 0; k < exact.length; k++) {
            rounded[k] = (float) exact[k];
        }
        int[] classIds = golden.ints("gt_class_ids");
        float[] boxes = golden.floats("gt_boxes");
        RpnTargets targets = RpnTargets.build(DEFAULTS, rounded, classIds, boxes, new SplittableRandom(4));
        assertThat(targets.match())
                .containsExactly(RpnTargets.build(DEFAULTS, exact, classIds, boxes, new SplittableRandom(4))
                        .match());
    }

    @Test
    void brokenInputIsNamed() {
        assertThatThrownBy(() -> RpnTargets.matchAll(DEFAULTS, new double[8], new int[2], new float[4]))
                .hasMessageContaining("2 class ids and 1 boxes");
        assertThatThrownBy(() -> new RpnTargetSettings(256, 0.3, 0.7, BoxCoder.defaults(), StandardRules.RULES))
                .hasMessageContaining("background 0.7");
        assertThatThrownBy(() -> new RpnTargetSettings(1, 0.7, 0.3, BoxCoder.defaults(), StandardRules.RULES))
                .hasMessageContaining("anchorsPerImage");
    }

    private static double[] anchorsOf(Golden golden) {
        JsonNode params = golden.params();
        return new AnchorGenerator(AnchorGeneratorTest.settingsOf(params))
                .exactPixels(
                        params.at("/image_shape/0").intValue(),
                        params.at("/image_shape/1").intValue());
    }

    private static boolean inCrowd(double[] anchors, int a, int[] classIds, float[] boxes) {
        for (int j = 0; j < classIds.length; j++) {
            if (classIds[j] < 0 && shareInside(anchors, a, boxes, j) >= 0.001) {
                return true;
            }
        }
        return false;
    }

    private static int[] naive(double[] anchors, int[] classIds, float[] boxes) {
        int n = anchors.length / 4;
        double[] highest = new double[n];
        int[] match = new int[n];
        for (int j = 0; j < classIds.length; j++) {
            double top = 0;
            for (int a = 0; classIds[j] > 0 && a < n; a++) {
                highest[a] = Math.max(highest[a], exactIou(anchors, a, boxes, j));
                top = Math.max(top, exactIou(anchors, a, boxes, j));
            }
            for (int a = 0; top > 0 && a < n; a++) {
                match[a] = exactIou(anchors, a, boxes, j) == top ? 1 : match[a];
            }
        }
        for (int a = 0; a < n; a++) {
            if (highest[a] >= 0.7) {
                match[a] = 1;
            } else if (match[a] == 0 && highest[a] < 0.3 && !inCrowd(anchors, a, classIds, boxes)) {
                match[a] = -1;
            }
        }
        return match;
    }

    private static double shareInside(double[] anchors, int a, float[] boxes, int j) {
        return intersection(anchors, a, boxes, j) / area(anchors, a);
    }

    private static double exactIou(double[] anchors, int a, float[] boxes, int j) {
        double intersection = intersection(anchors, a, boxes, j);
        double boxArea = ((double) boxes[4 * j + 2] - boxes[4 * j]) * ((double) boxes[4 * j + 3] - boxes[4 * j + 1]);
        return intersection / (boxArea + area(anchors, a) - intersection);
    }

    private static double intersection(double[] anchors, int a, float[] boxes, int j) {
        double height = Math.min(anchors[4 * a + 2], boxes[4 * j + 2]) - Math.max(anchors[4 * a], boxes[4 * j]);
        double width = Math.min(anchors[4 * a + 3], boxes[4 * j + 3]) - Math.max(anchors[4 * a + 1], boxes[4 * j + 1]);
        return Math.max(0, height) * Math.max(0, width);
    }

    private static double area(double[] anchors, int a) {
        return (anchors[4 * a + 2] - anchors[4 * a]) * (anchors[4 * a + 3] - anchors[4 * a + 1]);
    }
}
