// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.Golden;

class MiniMaskTest {
    @ParameterizedTest
    @ValueSource(strings = {"minimize_mask_28", "minimize_mask_56"})
    void miniAndExpandedMasksMatchReference(String name) {
        Golden golden = new Golden("resize", name);
        int[] shape = golden.array("masks").shape();
        int mini = golden.params().at("/mini_shape/0").intValue();
        byte[] masks = golden.array("masks").bytes();
        byte[] expectedMini = golden.array("mini").bytes();
        byte[] expectedExpanded = golden.array("expanded").bytes();
        float[] boxes = golden.floats("boxes");
        for (int n = 0; n < shape[2]; n++) {
            byte[] mask = channel(masks, shape[2], n);
            float[] box = Arrays.copyOfRange(boxes, 4 * n, 4 * n + 4);
            byte[] small = MiniMask.minimize(mask, shape[0], shape[1], box, mini, mini);
            assertThat(small).as("mini mask %d", n).containsExactly(channel(expectedMini, shape[2], n));
            assertThat(MiniMask.expand(small, mini, mini, box, shape[0], shape[1]))
                    .as("expanded mask %d", n)
                    .containsExactly(channel(expectedExpanded, shape[2], n));
        }
    }

    @Test
    void fullMaskStaysFullAndSameSizeIsIdentity() {
        byte[] ones = new byte[12];
        Arrays.fill(ones, (byte) 1);
        assertThat(MiniMask.minimize(ones, 3, 4, new float[] {0, 0, 3, 4}, 7, 5))
                .containsOnly(1);
        byte[] checker = {1, 0, 0, 1};
        assertThat(MiniMask.minimize(checker, 2, 2, new float[] {0, 0, 2, 2}, 2, 2))
                .containsExactly(checker);
        byte[] expanded = MiniMask.expand(checker, 2, 2, new float[] {1, 0, 3, 2}, 3, 3);
        assertThat(expanded).containsExactly(0, 0, 0, 1, 0, 0, 0, 1, 0);
    }

    @Test
    void brokenInputIsNamed() {
        assertThatThrownBy(() -> MiniMask.minimize(new byte[4], 2, 2, new float[] {0, 0, 0, 2}, 2, 2))
                .hasMessageContaining("box with area");
        assertThatThrownBy(() -> MiniMask.minimize(new byte[4], 2, 2, new float[] {0, 0, 3, 2}, 2, 2))
                .hasMessageContaining("2 x 2");
        assertThatThrownBy(() -> MiniMask.minimize(new byte[5], 2, 2, new float[] {0, 0, 1, 2}, 2, 2))
                .hasMessageContaining("found 5");
        assertThatThrownBy(() -> MiniMask.expand(new byte[4], 2, 2, new float[3], 2, 2))
                .hasMessageContaining("4 floats");
    }

    private static byte[] channel(byte[] values, int channels, int channel) {
        byte[] one = new byte[values.length / channels];
        for (int p = 0; p < one.length; p++) {
            one[p] = values[p * channels + channel];
        }
        return one;
    }
}
