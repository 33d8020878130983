// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mrcnn.data.DialectCase;

/** Compares with roi_align and LevelMapper of torchvision. */
class RegionMapTest {
    private static final int SCALE = 8;

    @ParameterizedTest
    @EnumSource(names = {"UNSHIFTED", "ADAPTIVE"})
    void regionsArePooledAsByTheirSource(Sampling sampling) {
        RegionMap map = new RegionMap(Coordinates.PIXELS, LevelRule.FLOOR, sampling);
        float[] expected = DialectCase.floats("pool_" + sampling.name().toLowerCase(Locale.ROOT));
        int[] shape = DialectCase.array("pool_map").shape();
        FeatureMap features =
                new FeatureMap(FloatBuffer.wrap(DialectCase.floats("pool_map")), 0, shape[0], shape[1], shape[2]);
        float[] boxes = DialectCase.floats("pool_boxes");
        float[] pooled = new float[expected.length];
        int size = 5 * 5 * shape[2];
        for (int i = 0; i < boxes.length / 4; i++) {
            float[] box = Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
            float[] cells = map.box(box, SCALE * shape[0], SCALE * shape[1], shape[0], shape[1]);
            RoiAlign.forward(features, cells, RoiGrid.square(5, sampling), pooled, i * size);
        }
        assertThat(pooled).containsExactly(expected, within(2e-6f));
    }

    @Test
    void levelsAreTheWholeNumbersBelow() {
        RegionMap map = new RegionMap(Coordinates.PIXELS, LevelRule.FLOOR, Sampling.ADAPTIVE);
        assertThat(map.levels(DialectCase.floats("level_boxes"), 2000, 2000)).isEqualTo(DialectCase.ints("levels"));
    }

    @Test
    void normalizedBoxesFindTheSamePlaces() {
        float[] pixels = {8, 16, 40, 64};
        float[] normalized = Coordinates.NORMALIZED.fromPixels(pixels, 104, 136);
        for (Sampling sampling : new Sampling[] {Sampling.UNSHIFTED, Sampling.ALIGNED}) {
            RegionMap inPixels = new RegionMap(Coordinates.PIXELS, LevelRule.FLOOR, sampling);
            RegionMap other = new RegionMap(Coordinates.NORMALIZED, LevelRule.FLOOR, sampling);
            assertThat(other.box(normalized, 104, 136, 13, 17))
                    .containsExactly(inPixels.box(pixels, 104, 136, 13, 17), within(1e-5f));
        }
        assertThat(RegionMap.of(Sampling.CORNERS).box(normalized, 104, 136, 13, 17))
                .isSameAs(normalized);
    }
}
