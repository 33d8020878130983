// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.DialectCase;

/** Compares with paste_masks_in_image of torchvision. */
class WholePixelPasteTest {

    @Test
    void masksAreThoseOfTorchvision() {
        float[] masks = DialectCase.floats("paste_masks");
        float[] boxes = DialectCase.floats("paste_boxes");
        byte[] expected = DialectCase.array("paste_on").bytes();
        for (int i = 0; i < boxes.length / 4; i++) {
            float[] mask = Arrays.copyOfRange(masks, i * 28 * 28, (i + 1) * 28 * 28);
            float[] box = Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
            assertThat(WholePixelPaste.PASTE.paste(mask, 28, box, 50, 70).toMask())
                    .as("mask %d", i)
                    .isEqualTo(Arrays.copyOfRange(expected, i * 50 * 70, (i + 1) * 50 * 70));
        }
    }
}
