// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageTest {

    @Test
    void samplesAreUnsigned() {
        Image image = new Image(1, 2, 2, new byte[] {0, (byte) 200, 3, 4});
        assertThat(image.sample(0, 0, 1)).isEqualTo(200);
        assertThat(image.sample(0, 1, 0)).isEqualTo(3);
    }

    @Test
    void refusesWrongSizes() {
        assertThatThrownBy(() -> new Image(2, 2, 3, new byte[11]))
                .hasMessageContaining("12 samples")
                .hasMessageContaining("11");
        assertThatThrownBy(() -> new Image(0, 2, 3, new byte[0])).hasMessageContaining("0x2x3");
    }
}
