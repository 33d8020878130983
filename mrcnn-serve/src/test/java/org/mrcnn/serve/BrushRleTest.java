// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.mask.Rle;

class BrushRleTest {

    /** The bytes that encode_rle of Label Studio's converter returns for the same masks with pixels of 0 and 255. */
    @Test
    void isWhatLabelStudioWrites() {
        assertThat(BrushRle.of(Rle.of(new byte[] {0, 1, 1, 0, 0, 1}, 2, 3))).containsExactly(SMALL);
        byte[] large = new byte[40 * 1000];
        Arrays.fill(large, 30, 39_000, (byte) 1);
        assertThat(BrushRle.of(Rle.of(large, 40, 1000))).containsExactly(LARGE);
    }

    private static final Integer[] SMALL = {0, 0, 0, 24, 57, 27, 252, 96, 19, 255, 206, 1, 31, 248};
    private static final Integer[] LARGE = {
        0, 2, 113, 0, 57, 27, 254, 119, 0, 255, 255, 255, 255, 255, 255, 255, 176, 115, 255, 240, 249, 240, 0
    };
}
