// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mrcnn.data.Golden;
import org.mrcnn.data.image.Image;

class PixelNormalizationTest {

    @Test
    void equalsMoldImage() {
        Golden golden = new Golden("resize_image", "image_square_up");
        Image image = new Image(128, 128, 3, golden.array("output").bytes());
        assertThat(PixelNormalization.matterport().apply(image))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(golden.floats("molded"));
    }

    @Test
    void subtractsThenScales() {
        Image image = new Image(1, 1, 3, new byte[] {0, 100, (byte) 255});
        assertThat(new PixelNormalization(new float[] {10, 20, 30}, 0.5f).apply(image))
                .containsExactly(-5, 40, 112.5f);
    }

    @Test
    void refusesOtherChannels() {
        assertThatThrownBy(() -> PixelNormalization.matterport().apply(Image.black(2, 2, 1)))
                .hasMessageContaining("1 channels");
        assertThatThrownBy(() -> new PixelNormalization(new float[0], 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PixelNormalization(new float[1], 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLargerImageIsBlackBelowAndOnTheRight() {
        Image image = new Image(1, 2, 1, new byte[] {7, 9});
        float[] target = new float[1 + 2 * 3];
        new PixelNormalization(new float[] {1}, 2).apply(image, target, 1, 2, 3);
        assertThat(target).containsExactly(0, 12, 16, -2, -2, -2, -2);
        assertThatThrownBy(() -> new PixelNormalization(new float[] {1}, 2).apply(image, target, 0, 3, 1))
                .hasMessageContaining("1x2 does not fit into one of 3x1");
    }
}
