// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.TopK;

class NmsTest {
    @Test
    void threeBoxesByHand() {
        // IoU of the first two is 80/120 = 2/3; the third is separate.
        float[] boxes = {0, 0, 10, 10, 0, 2, 10, 12, 20, 20, 30, 30};
        float[] scores = {0.8f, 0.9f, 0.1f};
        assertThat(Nms.select(boxes, scores, 0.7f, 9)).containsExactly(1, 0, 2);
        assertThat(Nms.select(boxes, scores, 0.6f, 9)).containsExactly(1, 2);
        assertThat(Nms.select(boxes, scores, 0.6f, 1)).containsExactly(1);
    }

    @Test
    void equalToTheThresholdIsKept() {
        float[] boxes = {0, 0, 1, 1, 0, 0, 1, 2}; // IoU exactly 0.5
        assertThat(Nms.select(boxes, new float[] {2, 1}, 0.5f, 9)).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nms_small", "nms_large"})
    void keepsTheSameAsTheReference(String name) {
        Golden golden = new Golden("overlaps", name);
        float[] boxes = golden.floats("boxes");
        float[] scores = golden.floats("scores");
        int n = scores.length;
        assertThat(Nms.select(boxes, scores, 0.3f, n)).containsExactly(golden.ints("keep_3"));
        assertThat(Nms.select(boxes, scores, 0.5f, n)).containsExactly(golden.ints("keep_5"));
        assertThat(Nms.select(boxes, scores, 0.7f, n)).containsExactly(golden.ints("keep_7"));
        assertThat(Nms.select(boxes, scores, 0.5f, 10)).containsExactly(golden.ints("keep_5_max10"));
    }

    @Test
    void keepsTheSameDegenerateBoxesAsTensorFlow() {
        Golden golden = new Golden("overlaps", "nms_degenerate");
        float[] boxes = golden.floats("boxes");
        float[] scores = golden.floats("scores");
        assertThat(Nms.select(boxes, scores, 0.3f, 9)).containsExactly(golden.ints("keep_tf_3"));
        assertThat(Nms.select(boxes, scores, 0.5f, 9)).containsExactly(golden.ints("keep_tf_5"));
        assertThat(Nms.select(boxes, scores, 0.7f, 9)).containsExactly(golden.ints("keep_tf_7"));
        assertThat(Nms.select(boxes, golden.floats("scores_tied"), 0.5f, 9))
                .containsExactly(golden.ints("keep_tf_tied"));
    }

    @Test
    void equalsNaiveLoopOnRandomBoxes() {
        SplittableRandom random = new SplittableRandom(17);
        for (int round = 0; round < 30; round++) {
            int n = random.nextInt(200);
            float[] boxes = RandomBoxes.inside(random, n, 100);
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                scores[i] = random.nextInt(40) / 40f; // with ties
            }
            float threshold = random.nextFloat();
            int max = 1 + random.nextInt(100);
            assertThat(Nms.select(boxes, scores, threshold, max)).containsExactly(naive(boxes, scores, threshold, max));
        }
    }

    @Test
    void sortedAndShuffledInputKeepTheSameBoxes() {
        SplittableRandom random = new SplittableRandom(23);
        int n = 150;
        float[] boxes = RandomBoxes.inside(random, n, 100);
        float[] scores = new float[n];
        for (int i = 0; i < n; i++) {
            scores[i] = random.nextFloat();
        }
        int[] order = TopK.indices(scores, n);
        float[] sortedBoxes = new float[4 * n];
        float[] sortedScores = new float[n];
        for (int r = 0; r < n; r++) {
            System.arraycopy(boxes, 4 * order[r], sortedBoxes, 4 * r, 4);
            sortedScores[r] = scores[order[r]];
        }
        int[] kept = Nms.select(boxes, scores, 0.4f, n);
        int[] keptSorted = Nms.select(sortedBoxes, sortedScores, 0.4f, n);
        assertThat(Arrays.stream(keptSorted).map(r -> order[r]).toArray()).containsExactly(kept);
    }

    @Test
    void emptyInputAndBrokenInput() {
        assertThat(Nms.select(new float[0], new float[0], 0.5f, 10)).isEmpty();
        assertThatThrownBy(() -> Nms.select(new float[8], new float[1], 0.5f, 1))
                .hasMessageContaining("2 boxes");
        assertThatThrownBy(() -> Nms.select(new float[4], new float[1], 1.5f, 1))
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> Nms.select(new float[4], new float[1], 0.5f, -1))
                .hasMessageContaining("-1");
    }

    private static int[] naive(float[] boxes, float[] scores, float threshold, int max) {
        List<Integer> kept = new ArrayList<>();
        for (int candidate : TopK.indices(scores, scores.length)) {
            boolean free = kept.stream().noneMatch(k -> Boxes.iou(boxes, k, boxes, candidate) > threshold);
            if (free && kept.size() < max) {
                kept.add(candidate);
            }
        }
        return kept.stream().mapToInt(k -> k).toArray();
    }
}
