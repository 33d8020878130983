// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.evaluation.CocoGolden;
import org.mrcnn.data.internal.matterport.MatterportPaste;
import org.mrcnn.data.mask.Rle;

class MaskPasteTest {

    private static final MaskPaste MATTERPORT = new MatterportPaste();

    static List<MaskPaste> both() {
        return List.of(MaskPaste.subPixel(), MATTERPORT);
    }

    @ParameterizedTest
    @MethodSource("both")
    void fullMaskFillsAWholePixelBox(MaskPaste paste) {
        float[] ones = new float[28 * 28];
        Arrays.fill(ones, 1);
        Rle rle = paste.paste(ones, 28, new float[] {2, 3, 7, 9}, 10, 12);
        assertThat(rle.area()).isEqualTo(30);
        assertThat(rle.bounds()).containsExactly(2, 3, 7, 9);
    }

    /** Side 2 in a box of 4 pixels: pixel centres are at mask positions -0.25, 0.25, 0.75, 1.25. */
    @Test
    void samplesBetweenCellCentres() {
        float[] mask = {1, 0, 1, 0};
        byte[] pixels = MaskPaste.subPixel()
                .paste(mask, 2, new float[] {0, 0, 4, 4}, 4, 4)
                .toMask();
        // across: 0.75, 0.75, 0.25, 0; down: 0.75, 1, 1, 0.75
        assertThat(pixels).containsExactly(1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0);
    }

    /** Across 0.75, 1, 1, 0.75 of 0.6: the border of 0.45 is off, but Matterport's paste keeps the minimum of the mask. */
    @Test
    void matterportKeepsTheEdgesOfAMaskNowhereBelowTheThreshold() {
        float[] mask = {0.6f, 0.6f, 0.6f, 0.6f};
        float[] box = {0, 0, 4, 4};
        assertThat(MaskPaste.subPixel().paste(mask, 2, box, 4, 4).toMask())
                .containsExactly(0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0);
        assertThat(MATTERPORT.paste(mask, 2, box, 4, 4).area()).isEqualTo(16);
    }

    @Test
    void matterportRoundsTheBoxHalfToEven() {
        float[] mask = {1};
        Rle rle = MATTERPORT.paste(mask, 1, new float[] {0.5f, 1.5f, 2.5f, 3.5f}, 6, 6);
        assertThat(rle.bounds()).containsExactly(0, 2, 2, 4);
    }

    @Test
    void matterportsAgreesWithMatterport() {
        float[] masks = CocoGolden.floats("unmold_mask/masks.npy");
        int[] boxes = CocoGolden.ints("unmold_mask/boxes.npy");
        byte[] full = CocoGolden.uint8("unmold_mask/full.npy");
        float[] resized = CocoGolden.floats("unmold_mask/resized.npy");
        int decided = 0;
        for (int i = 0; i < 10; i++) {
            float[] box = {boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]};
            byte[] pixels = MATTERPORT
                    .paste(Arrays.copyOfRange(masks, i * 784, i * 784 + 784), 28, box, 61, 83)
                    .toMask();
            for (int p = 0; p < pixels.length; p++) {
                int at = i * pixels.length + p;
                if (Math.abs(resized[at] - 0.5f) > 1e-6f) {
                    assertThat(pixels[p]).as("mask %d pixel %d", i, p).isEqualTo(full[at]);
                    decided++;
                }
            }
        }
        // 396 pixels lie within float32 rounding of the threshold
        assertThat(decided).isEqualTo(10 * 61 * 83 - 396);
    }

    @Test
    void matterportsValuesAgreeWithMatterport() {
        float[] masks = CocoGolden.floats("unmold_mask/masks.npy");
        int[] boxes = CocoGolden.ints("unmold_mask/boxes.npy");
        float[] resized = CocoGolden.floats("unmold_mask/resized.npy");
        for (int i = 0; i < 10; i++) {
            float[] box = {boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]};
            float[] soft = Arrays.copyOfRange(masks, i * 784, i * 784 + 784);
            assertThat(MATTERPORT.values(soft, 28, box, 61, 83))
                    .containsExactly(
                            Arrays.copyOfRange(resized, i * 61 * 83, (i + 1) * 61 * 83),
                            org.assertj.core.api.Assertions.within(1e-6f));
        }
    }

    /** Also if the box extends beyond the image. */
    @ParameterizedTest
    @MethodSource("both")
    void pastedPixelsAreTheValuesFromAHalfOn(MaskPaste paste) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        float[] soft = new float[49];
        for (int round = 0; round < 20; round++) {
            for (int p = 0; p < soft.length; p++) {
                soft[p] = random.nextFloat();
            }
            float[] box = {-3 + 5 * random.nextFloat(), 2.5f, 15 + 9 * random.nextFloat(), 11.2f};
            float[] values = paste.values(soft, 7, box, 20, 18);
            byte[] pixels = paste.paste(soft, 7, box, 20, 18).toMask();
            for (int p = 0; p < pixels.length; p++) {
                assertThat(pixels[p]).isEqualTo((byte) (values[p] >= 0.5f ? 1 : 0));
            }
        }
    }

    @Test
    void subPixelAgreesWithGridSampling() {
        float[] masks = CocoGolden.floats("paste/masks.npy");
        float[] boxes = CocoGolden.floats("paste/boxes.npy");
        float[] values = CocoGolden.floats("paste/values.npy");
        int undecided = 0;
        int on = 0;
        for (int i = 0; i < 24; i++) {
            byte[] pixels = MaskPaste.subPixel()
                    .paste(
                            Arrays.copyOfRange(masks, i * 784, i * 784 + 784),
                            28,
                            Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4),
                            48,
                            67)
                    .toMask();
            for (int p = 0; p < pixels.length; p++) {
                float value = values[i * pixels.length + p];
                // the reference samples in float32: positions up to 28 have an error of 4e-6
                if (Math.abs(value - 0.5f) < 1e-5f) {
                    undecided++;
                } else {
                    assertThat(pixels[p]).as("mask %d pixel %d", i, p).isEqualTo((byte) (value >= 0.5f ? 1 : 0));
                    on += pixels[p];
                }
            }
        }
        assertThat(undecided).isLessThan(10);
        assertThat(on).isGreaterThan(3000);
    }

    @ParameterizedTest
    @MethodSource("both")
    void boxesOutsideOrWithoutAreaGiveNothing(MaskPaste paste) {
        float[] ones = {1, 1, 1, 1};
        for (float[] box : new float[][] {
            {3, 3, 3, 8}, {5, 5, 2, 2}, {-9, -9, -1, -1}, {30, 2, 40, 8}, {2, 1e30f, 4, 2e30f}, {-1e30f, 0, -1e29f, 4}
        }) {
            Rle rle = paste.paste(ones, 2, box, 10, 12);
            assertThat(rle).as(Arrays.toString(box)).isEqualTo(new Rle(10, 12, new int[] {120}));
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void boxLargerThanTheImageIsCutOff(MaskPaste paste) {
        Rle rle = paste.paste(new float[] {1, 1, 1, 1}, 2, new float[] {-40, -40, 50, 52}, 10, 12);
        assertThat(rle.counts()).containsExactly(0, 120);
    }

    @ParameterizedTest
    @MethodSource("both")
    void damagedInputIsRefused(MaskPaste paste) {
        float[] box = {0, 0, 2, 2};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> paste.paste(new float[5], 2, box, 4, 4))
                .withMessageContaining("5 values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> paste.paste(new float[0], 0, box, 4, 4))
                .withMessageContaining("0 values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> paste.paste(new float[4], 2, new float[] {0, Float.NaN, 2, 2}, 4, 4))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> paste.paste(new float[4], 2, new float[3], 4, 4))
                .withMessageContaining("3 numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> paste.paste(new float[4], 2, box, 0, 4))
                .withMessageContaining("0x4");
    }
}
