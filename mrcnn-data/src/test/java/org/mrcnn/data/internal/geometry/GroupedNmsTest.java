// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.DialectCase;

/** Compares with batched_nms of torchvision: a few boxes are shifted apart, many are not. */
class GroupedNmsTest {

    @ParameterizedTest
    @ValueSource(strings = {"few", "many"})
    void keepsTheBoxesOfTheSource(String name) {
        float[] boxes = DialectCase.floats("nms_" + name + "_boxes");
        float[] scores = DialectCase.floats("nms_" + name + "_scores");
        int[] groups = DialectCase.ints("nms_" + name + "_groups");
        int[] expected = DialectCase.ints("nms_" + name + "_kept");
        assertThat(GroupedNms.select(boxes, scores, groups, 0.5f, boxes.length)).isEqualTo(expected);
        assertThat(GroupedNms.select(boxes, scores, groups, 0.5f, 7)).isEqualTo(Arrays.copyOf(expected, 7));
    }
}
