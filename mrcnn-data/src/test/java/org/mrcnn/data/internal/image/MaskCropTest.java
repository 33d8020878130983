// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.Golden;

class MaskCropTest {

    @ParameterizedTest
    @ValueSource(ints = {28, 56})
    void minimizesAsTheReference(int side) {
        Golden golden = new Golden("resize", "minimize_mask_" + side);
        byte[] masks = golden.array("masks").bytes();
        int[] shape = golden.array("masks").shape();
        byte[] minis = golden.array("mini").bytes();
        int[] boxes = golden.ints("boxes");
        int n = shape[2];
        for (int k = 0; k < n; k++) {
            MaskCrop crop = MaskCrop.of(plane(masks, n, k), shape[0], shape[1]);
            assertThat(new int[] {crop.y1(), crop.x1(), crop.y2(), crop.x2()})
                    .containsExactly(boxes[4 * k], boxes[4 * k + 1], boxes[4 * k + 2], boxes[4 * k + 3]);
            assertThat(crop.minimize(side, side)).as("mask %d", k).isEqualTo(plane(minis, n, k));
        }
    }

    private static byte[] plane(byte[] stack, int n, int k) {
        byte[] plane = new byte[stack.length / n];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = stack[i * n + k];
        }
        return plane;
    }

    @Test
    void cutsAndRestores() {
        SplittableRandom random = new SplittableRandom(2);
        for (int trial = 0; trial < 50; trial++) {
            int height = random.nextInt(1, 20);
            int width = random.nextInt(1, 20);
            byte[] mask = new byte[height * width];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = (byte) (random.nextInt(12) == 0 ? 1 : 0);
            }
            assertThat(MaskCrop.of(mask, height, width).toMask(height, width)).isEqualTo(mask);
        }
    }

    @Test
    void emptyMaskIsEmpty() {
        MaskCrop crop = MaskCrop.of(new byte[12], 3, 4);
        assertThat(crop.isEmpty()).isTrue();
        assertThat(crop.minimize(2, 2)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void fullCropStaysFull() {
        assertThat(new MaskCrop(0, 0, 1, 2, new byte[] {1, 1}).minimize(4, 3)).containsOnly(1);
    }

    @Test
    void refusesToLeaveTheImage() {
        MaskCrop crop = new MaskCrop(2, 2, 4, 4, new byte[4]);
        assertThatThrownBy(() -> crop.toMask(3, 9)).hasMessageContaining("3x9");
        assertThatThrownBy(() -> new MaskCrop(0, 0, 2, 2, new byte[3])).hasMessageContaining("3 pixels");
    }
}
