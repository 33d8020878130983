// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.geometry.Coordinates;

class AnchorGeneratorTest {
    static Iterable<Golden> cases() {
        return Golden.cases("anchors");
    }

    /** Returns the anchor settings of a golden case of any topic. */
    static AnchorSettings settingsOf(JsonNode params) {
        int anchorStride = params.path("anchor_stride").asInt(1);
        return new AnchorSettings(
                floats(params.get("scales")), new float[] {0.5f, 1, 2}, new int[] {4, 8, 16, 32, 64}, anchorStride);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anchorsMatchReference(Golden golden) {
        JsonNode params = golden.params();
        int height = params.at("/image_shape/0").intValue();
        int width = params.at("/image_shape/1").intValue();
        AnchorGenerator generator = new AnchorGenerator(settingsOf(params));
        float[] pixels = generator.pixels(height, width);
        float[] normalized = generator.normalized(height, width);
        assertThat(pixels).hasSize(4 * generator.count(height, width));
        if (golden.json().at("/arrays/rows").isMissingNode()) {
            assertThat(pixels).containsExactly(golden.floats("anchors"), within(1e-4f));
            assertThat(normalized).containsExactly(golden.floats("anchors_norm"), within(2e-7f));
        } else {
            int[] rows = golden.ints("rows");
            assertThat(gather(pixels, rows)).containsExactly(golden.floats("anchors"), within(1e-4f));
            assertThat(gather(normalized, rows)).containsExactly(golden.floats("anchors_norm"), within(2e-7f));
        }
        JsonNode values = golden.json().get("values");
        assertThat(pixels.length / 4).isEqualTo(values.get("count").intValue());
        for (int column = 0; column < 4; column++) {
            assertThat(sum(pixels, column))
                    .isCloseTo(
                            values.at("/sum_per_column_pixels/" + column).doubleValue(),
                            Percentage.withPercentage(1e-4));
            assertThat(sum(normalized, column))
                    .isCloseTo(
                            values.at("/sum_per_column_normalised/" + column).doubleValue(),
                            Percentage.withPercentage(1e-4));
        }
    }

    @Test
    void oneLevelByHand() {
        AnchorSettings settings = new AnchorSettings(new float[] {8}, new float[] {1, 4}, new int[] {16}, 1);
        // 17 x 16 pixels: two rows of one cell; ratio 4 is twice as wide and half as high
        assertThat(new AnchorGenerator(settings).pixels(17, 16))
                .containsExactly(-4, -4, 4, 4, -2, -8, 2, 8, 12, -4, 20, 4, 14, -8, 18, 8);
    }

    @Test
    void normalisedUsesOneLessThanTheSide() {
        AnchorSettings settings = new AnchorSettings(new float[] {8}, new float[] {1}, new int[] {64}, 1);
        assertThat(new AnchorGenerator(settings).normalized(5, 11)).containsExactly(-1f, -0.4f, 0.75f, 0.3f);
    }

    @Test
    void configIsCheckedAndCopied() {
        float[] scales = {8};
        AnchorSettings settings = new AnchorSettings(scales, new float[] {1}, new int[] {4}, 1);
        scales[0] = 99;
        assertThat(settings.scales()).containsExactly(8);
        assertThat(settings).isEqualTo(new AnchorSettings(new float[] {8}, new float[] {1}, new int[] {4}, 1));
        assertThatThrownBy(() -> new AnchorSettings(new float[] {8, 16, 32}, new float[] {1}, new int[] {4, 8}, 1))
                .hasMessageContaining("one scale a level");
        assertThatThrownBy(() -> new AnchorSettings(new float[] {8}, new float[] {-1}, new int[] {4}, 1))
                .hasMessageContaining("ratios");
        assertThatThrownBy(() -> new AnchorSettings(new float[] {8}, new float[] {1}, new int[] {4}, 0))
                .hasMessageContaining("anchorStride 0");
        assertThatThrownBy(() -> new AnchorGenerator(settings).pixels(0, 8)).hasMessageContaining("0 x 8");
        assertThatThrownBy(() -> new AnchorGenerator(settings).normalized(1, 8)).hasMessageContaining("1 x 8");
    }

    private static float[] gather(float[] boxes, int[] rows) {
        float[] gathered = new float[4 * rows.length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(boxes, 4 * rows[r], gathered, 4 * r, 4);
        }
        return gathered;
    }

    private static double sum(float[] boxes, int column) {
        double sum = 0;
        for (int i = column; i < boxes.length; i += 4) {
            sum += boxes[i];
        }
        return sum;
    }

    @Test
    void aCellHasEachScaleOfItsLevelInEachRatio() {
        AnchorSettings settings = twoScales(false);
        AnchorGenerator generator = new AnchorGenerator(settings);
        assertThat(settings.perCell()).isEqualTo(4);
        assertThat(generator.halfSizes(settings.scales(0))).containsExactly(11, 23, 17, 34, 16, 16, 24, 24);
        assertThat(generator.count(16, 8)).isEqualTo(4 * (4 * 2 + 2 * 1));
        float[] boxes = generator.pixels(16, 8);
        assertThat(boxes).startsWith(-11, -23, 11, 23, -17, -34, 17, 34).endsWith(8 - 48, -48, 8 + 48, 48);
        assertThat(generator.indicesIn(8, 8, 16, 8))
                .hasSize(generator.count(8, 8))
                .endsWith(32, 33, 34, 35);
    }

    private static AnchorSettings twoScales(boolean scalesOutermost) {
        float[] scales = {32, 48, 64, 96};
        return new AnchorSettings(
                scales, new float[] {2, 1}, new int[] {4, 8}, 1, true, scalesOutermost, Coordinates.PIXELS);
    }

    /** The order of Detectron2's DefaultAnchorGenerator. */
    @Test
    void scalesMayComeBeforeRatios() {
        AnchorSettings settings = twoScales(true);
        AnchorGenerator generator = new AnchorGenerator(settings);
        assertThat(generator.halfSizes(settings.scales(0))).containsExactly(11, 23, 16, 16, 17, 34, 24, 24);
        assertThat(generator.pixels(16, 8)).startsWith(-11, -23, 11, 23, -16, -16, 16, 16);
    }

    /** The boxes in pixels are the same, whatever the size of the larger image and the stride between anchors. */
    @Test
    void anchorsAreFoundAgainInALargerImage() {
        int[][] larger = {{64, 128}, {256, 128}, {192, 384}};
        for (int anchorStride = 1; anchorStride <= 2; anchorStride++) {
            AnchorSettings d = AnchorSettings.defaults();
            AnchorGenerator generator =
                    new AnchorGenerator(new AnchorSettings(d.scales(), d.ratios(), d.strides(), anchorStride));
            float[] own = generator.pixels(64, 128);
            for (int[] size : larger) {
                int[] indices = generator.indicesIn(64, 128, size[0], size[1]);
                assertThat(indices).hasSize(own.length / 4).isSorted().doesNotHaveDuplicates();
                assertThat(gather(generator.pixels(size[0], size[1]), indices)).isEqualTo(own);
            }
        }
        assertThatThrownBy(() -> new AnchorGenerator(AnchorSettings.defaults()).indicesIn(64, 128, 128, 64))
                .hasMessageContaining("64 x 128 is no part of one of 128 x 64");
    }
}
