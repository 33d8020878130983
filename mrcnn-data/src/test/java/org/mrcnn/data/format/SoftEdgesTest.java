// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftEdgesTest {

    private static final int SIDE = 80;

    /** Returns ellipses that cover each other, with one value per object. */
    private static int[] labels(long seed, int objects, int largest) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = new int[SIDE * SIDE];
        for (int object = 1; object <= objects; object++) {
            double cy = random.nextDouble() * SIDE;
            double cx = random.nextDouble() * SIDE;
            double ry = 1 + random.nextDouble() * largest;
            double rx = 1 + random.nextDouble() * largest;
            for (int p = 0; p < labels.length; p++) {
                double dy = (Math.floorDiv(p, SIDE) - cy) / ry;
                double dx = (p % SIDE - cx) / rx;
                labels[p] = dy * dy + dx * dx <= 1 ? object : labels[p];
            }
        }
        return labels;
    }

    /** Returns the mean of 3 x 3 values for every pixel. */
    private static int[] smooth(int[] values) {
        int[] smooth = new int[values.length];
        for (int p = 0; p < values.length; p++) {
            int sum = 0;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    int y = Math.min(SIDE - 1, Math.max(0, p / SIDE + dy));
                    int x = Math.min(SIDE - 1, Math.max(0, p % SIDE + dx));
                    sum += values[y * SIDE + x];
                }
            }
            smooth[p] = sum / 9;
        }
        return smooth;
    }

    private static boolean isSoft(int[] values) {
        return new SoftEdges(SIDE, SIDE, values, false).found(p -> values[p] != 0);
    }

    @Test
    void labelsAreSharpAndSmoothedOnesAreNot() {
        for (int seed = 0; seed < 100; seed++) {
            for (int objects : new int[] {1, 5, 60}) {
                int[] labels = labels(seed, objects, 12);
                int[] bright = labels.clone();
                Arrays.setAll(bright, p -> bright[p] * (240 / objects));
                assertThat(isSoft(labels))
                        .as("seed %d, %d objects", seed, objects)
                        .isFalse();
                if (Arrays.stream(bright).max().orElse(0) > 0) {
                    assertThat(isSoft(smooth(bright)))
                            .as("seed %d, %d objects smoothed", seed, objects)
                            .isTrue();
                }
            }
        }
    }

    /** Objects of few pixels, such as markers. */
    @Test
    void labelsOfFewPixelsAreSharp() {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(isSoft(labels(seed, 200, 1))).as("seed %d", seed).isFalse();
        }
    }

    @Test
    void levelsAreMoreThanBrightAndDark() {
        int[] one = labels(3, 1, 12);
        Arrays.setAll(one, p -> one[p] * 240);
        assertThat(SoftEdges.hasLevels(one, SIDE, SIDE)).isFalse();
        assertThat(SoftEdges.hasLevels(smooth(one), SIDE, SIDE)).isFalse();
        int[] two = labels(4, 2, 12);
        Arrays.setAll(two, p -> two[p] * 120);
        assertThat(SoftEdges.hasLevels(two, SIDE, SIDE)).isTrue();
        assertThat(SoftEdges.hasLevels(smooth(two), SIDE, SIDE)).isTrue();
    }
}
