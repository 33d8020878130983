// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
    @Test
    void tiesGoByIndexAndNanLast() {
        float[] scores = {0.5f, Float.NaN, -0f, 0.5f, 0f, -1f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
        assertThat(TopK.indices(scores, 8)).containsExactly(7, 0, 3, 2, 4, 5, 6, 1);
        assertThat(TopK.indices(scores, 4)).containsExactly(7, 0, 3, 2);
        assertThat(TopK.indices(scores, 7)).containsExactly(7, 0, 3, 2, 4, 5, 6);
    }

    @Test
    void fewerOrNone() {
        assertThat(TopK.indices(new float[] {1, 2}, 5)).containsExactly(1, 0);
        assertThat(TopK.indices(new float[] {1, 2}, 0)).isEmpty();
        assertThat(TopK.indices(new float[0], 3)).isEmpty();
        assertThatThrownBy(() -> TopK.indices(new float[2], -1)).hasMessageContaining("-1");
    }

    @Test
    void equalsFullSortOnRandomScores() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 60; round++) {
            int n = 1 + random.nextInt(3000);
            int levels = round % 3 == 0 ? 7 : 1 << 24; // few different values: many ties
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                scores[i] = (random.nextInt(levels) - levels / 3) / (float) levels;
            }
            int k = random.nextInt(n + 1);
            assertThat(TopK.indices(scores, k)).containsExactly(sorted(scores, k));
        }
    }

    @Test
    void allEqualScoresOfAWholePyramid() {
        float[] scores = new float[261_888];
        Arrays.fill(scores, 0.5f);
        assertThat(TopK.indices(scores, 6000))
                .containsExactly(IntStream.range(0, 6000).toArray());
    }

    private static int[] sorted(float[] scores, int k) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -scores[i]).thenComparing(i -> i))
                .limit(k)
                .mapToInt(i -> i)
                .toArray();
    }
}
