// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.DialectCase;
import org.mrcnn.data.internal.geometry.BoxCoder;

/** Compares with RoIHeads.postprocess_detections of torchvision, for an image of 80 x 120 pixels. */
class GroupedRulesTest {

    @Test
    void detectionsAreThoseOfTorchvision() {
        DetectionSettings settings =
                new DetectionSettings(0.05f, 0.5f, 20, BoxCoder.defaults(), true, new GroupedRules(0.01f, true));
        DetectionRows found = DetectionSelector.select(
                DialectCase.floats("box_regions"),
                DialectCase.floats("box_probabilities"),
                DialectCase.floats("box_deltas"),
                new float[] {0, 0, 80, 120},
                settings);
        float[] boxes = DialectCase.floats("box_found");
        float[] scores = DialectCase.floats("box_scores");
        int[] labels = DialectCase.ints("box_labels");
        assertThat(found.count()).isEqualTo(labels.length);
        for (int i = 0; i < labels.length; i++) {
            float[] row = Arrays.copyOfRange(found.rows(), 6 * i, 6 * i + 6);
            assertThat(Arrays.copyOf(row, 4))
                    .containsExactly(Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4), within(1e-4f));
            assertThat(row[4]).isEqualTo(labels[i]);
            assertThat(row[5]).isEqualTo(scores[i]);
        }
    }

    @Test
    void aScoreMayHaveToBeAboveTheLeast() {
        assertThat(new GroupedRules(0, true).isLikely(0.5f, 0.5f)).isFalse();
        assertThat(new GroupedRules(0, false).isLikely(0.5f, 0.5f)).isTrue();
    }

    @Test
    void smallBoxesAreNoDetections() {
        float[] boxes = {0, 0, 2, 3, 0, 0, 0, 9};
        assertThat(new GroupedRules(2, true).isLargeEnough(boxes, 0)).isTrue();
        assertThat(new GroupedRules(2.5f, true).isLargeEnough(boxes, 0)).isFalse();
        assertThat(new GroupedRules(0, true).isLargeEnough(boxes, 1)).isFalse();
    }
}
