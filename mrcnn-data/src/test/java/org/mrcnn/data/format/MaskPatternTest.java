// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskPatternTest {

    private static final Set<String> IMAGES = Set.of("a", "a_1", "a_1_2", "sub/a", "b.c");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "{name}_mask.png, a_mask.png, a, -",
                "{name}_mask.png, sub/a_mask.png, sub/a, -",
                "{name}_mask.png, c_mask.png, -, -",
                "{name}_mask.png, a_mask.tif, -, -",
                "{name}_mask.png, a_maskXpng, -, -",
                "{name}.png, b.c.png, b.c, -",
                // the longest name of an image
                "{name}_{object}.png, a_7.png, a, -",
                "{name}_{object}.png, a_1_7.png, a_1, -",
                "{name}_{object}.png, a_1_2.png, a_1, -",
                "{name}_{object}.png, a_x_y.png, a, -",
                "{name}/*.png, a/whatever.png, a, -",
                "{name}/*.png, sub/a/3.png, sub/a, -",
                "{name}/*.png, a/b/3.png, -, -",
                "*/{name}_gt.png, x/a_gt.png, a, -",
                "{name}/{name}_{object}.png, a/a_3.png, a, -",
                "{name}/{name}_{object}.png, a/b_3.png, -, -",
                "{class}/{name}.png, cat/a.png, a, cat",
                "{name}/{class}_{object}.png, a/cat_3.png, a, cat",
                "{class}/{name}_{class}.png, cat/a_cat.png, a, cat",
                "{class}/{name}_{class}.png, cat/a_dog.png, -, -",
                "'{name}\\{object}.png', a/3.png, a, -",
            })
    void matches(String pattern, String path, String image, String label) {
        MaskPattern.Match match = new MaskPattern(pattern).match(path, IMAGES::contains);
        assertThat(match).isEqualTo(image == null ? null : new MaskPattern.Match(image, label));
    }

    @ParameterizedTest
    @CsvSource({"{name}.png, false", "{class}/{name}.png, false", "{name}_{object}.png, true", "{name}/*.png, true"})
    void saysWhetherFilesHoldOneObject(String pattern, boolean one) {
        assertThat(new MaskPattern(pattern).hasOneObject()).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mask.png", "", "{object}.png", "{name}_{id}.png", "{name}_{}.png"})
    void otherPlaceholdersAreRefused(String pattern) {
        assertThatThrownBy(() -> new MaskPattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected {name}");
    }
}
