// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.mask.Rle;

class DetectionsTest {
    private static final float[] BOX = {1, 1, 3, 4};

    private static Rle mask() {
        return new Rle(4, 5, new int[] {5, 2, 13});
    }

    private static Detection scored(float score) {
        return new Detection(1, "cell", score, BOX, mask());
    }

    @Test
    void boxIsCopiedInAndOut() {
        float[] box = BOX.clone();
        Detection found = new Detection(1, "cell", 0.5f, box, mask());
        box[0] = 9;
        found.box()[1] = 9;
        assertThat(found.box()).containsExactly(1, 1, 3, 4);
    }

    @Test
    void equalsComparesTheBoxByContent() {
        assertThat(scored(0.5f)).isEqualTo(scored(0.5f)).hasSameHashCodeAs(scored(0.5f));
        assertThat(scored(0.5f)).isNotEqualTo(scored(0.6f));
        assertThat(new Detection(1, "cell", 0.5f, new float[] {1, 1, 3, 5}, mask()))
                .isNotEqualTo(scored(0.5f));
    }

    @Test
    void saysWhatItIs() {
        assertThat(scored(0.984f)).hasToString("cell 0.98 at y1 1.0, x1 1.0, y2 3.0, x2 4.0, 2 pixels");
    }

    @Test
    void refusesValuesThatNoModelReturns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Detection(0, "BG", 0.5f, BOX, mask()))
                .withMessageContaining("background");
        assertThatIllegalArgumentException().isThrownBy(() -> scored(Float.NaN)).withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Detection(1, "cell", 0.5f, new float[] {1, 1, 1, 4}, mask()))
                .withMessageContaining("[1.0, 1.0, 1.0, 4.0]");
    }

    @Test
    void refusesAMaskOfAnotherSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Detections(5, 4, List.of(scored(0.5f))))
                .withMessageContaining("detection 0 (cell)")
                .withMessageContaining("4x5")
                .withMessageContaining("5x4");
    }

    @Test
    void refusesABoxWithoutEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Detection(1, "cell", 1, new float[] {0, 0, Float.POSITIVE_INFINITY, 1}, mask()))
                .withMessage(
                        "box of a detection is [0.0, 0.0, Infinity, 1.0], expected finite y1, x1, y2, x2 with y1 < y2"
                                + " and x1 < x2");
    }

    @Test
    void keepsThoseOfAtLeastAScore() {
        Detections all = new Detections(4, 5, List.of(scored(0.9f), scored(0.5f), scored(0.4f)));
        assertThat(all.atLeast(0.5).list()).containsExactly(scored(0.9f), scored(0.5f));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.atLeast(Double.NaN))
                .withMessage("minScore: expected a number from 0 to 1, found NaN");
        assertThat(all.size()).isEqualTo(3);
        assertThat(all.stream()).hasSize(3);
    }

    @Test
    void becomesCocoResultsWithTheCategoriesOfTheFile() {
        var result = new Detections(4, 5, List.of(scored(0.5f))).toCocoResults(7, classId -> 40 + classId);
        assertThat(result)
                .containsExactly(new org.mrcnn.data.evaluation.CocoDetection(
                        7, 41, new CocoDetection.Box(1, 1, 3, 2), mask(), 0.5));
    }

    @Test
    void arraysAreMatterports() {
        Detection second =
                new Detection(2, "dust", 0.25f, new float[] {0.4f, 0, 3.6f, 5}, new Rle(4, 5, new int[] {19, 1}));
        Detections found = new Detections(4, 5, List.of(scored(0.5f), second));
        assertThat(found.rois()).isDeepEqualTo(new int[][] {{1, 1, 3, 4}, {0, 0, 4, 5}});
        assertThat(found.classIds()).containsExactly(1, 2);
        assertThat(found.scores()).containsExactly(0.5f, 0.25f);
        boolean[][][] masks = found.masks();
        assertThat(Rle.ofInstances(masks)).containsExactly(mask(), second.mask());
        assertThat(masks).hasDimensions(4, 5);
    }
}
