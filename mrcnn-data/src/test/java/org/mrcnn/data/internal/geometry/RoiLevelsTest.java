// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.Golden;

class RoiLevelsTest {
    static Iterable<Golden> pyramids() {
        return Golden.cases("roialign").stream()
                .filter(g -> g.name().startsWith("pool"))
                .toList();
    }

    @Test
    void sizesInPixelsOfASquareImage() {
        // side 112 -> 4 + log2(112/224) = 3; 158 -> 3.496, rounded down; 159 -> 3.505, rounded up; then the limits
        assertThat(levelOfSquare(112)).isEqualTo(3);
        assertThat(levelOfSquare(158)).isEqualTo(3);
        assertThat(levelOfSquare(159)).isEqualTo(4);
        assertThat(levelOfSquare(448)).isEqualTo(5);
        assertThat(levelOfSquare(1024)).isEqualTo(5);
        assertThat(levelOfSquare(4)).isEqualTo(2);
    }

    @Test
    void boxesWithoutPositiveAreaAreLevelTwo() {
        float[] boxes = {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, -1, 1, Float.NaN, 0, 1, 1};
        assertThat(RoiLevels.levels(boxes, 512, 512)).containsExactly(2, 2, 2, 2);
    }

    @Test
    void bothCornersFlippedHavePositiveArea() {
        assertThat(RoiLevels.level(new float[] {1, 1, 0, 0}, 0, 1024, 1024)).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("pyramids")
    void levelsMatchReference(Golden golden) {
        int height = golden.params().at("/image_shape/0").intValue();
        int width = golden.params().at("/image_shape/1").intValue();
        int[] levels = RoiLevels.levels(golden.floats("boxes"), height, width);
        int[] expected = golden.ints("level");
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != 0) { // 0: every sample was outside, so that the level of the reference is unknown
                assertThat(levels[i]).as("roi %d", i).isEqualTo(expected[i]);
            }
        }
    }

    private static int levelOfSquare(float pixels) {
        return RoiLevels.level(new float[] {0, 0, pixels / 1024, pixels / 1024}, 0, 1024, 1024);
    }
}
