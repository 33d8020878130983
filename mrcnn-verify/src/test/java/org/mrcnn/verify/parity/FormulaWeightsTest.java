// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaWeightsTest {

    /** Examples from the reference data. */
    @ParameterizedTest
    @CsvSource({
        "conv1/kernel, 7x7x3x64, 0, 2438446815, -5, bb05bf37",
        "conv1/kernel, 7x7x3x64, 9407, 2438446815, 4, 3ad5febf",
        "res2a_branch2a/kernel, 1x1x64x64, 5, 24624964, 1, 3d3329a5",
        "bn2a_branch2c/gamma, 256, 3, 41176333, -1, 3e953620",
        "bn_conv1/moving_variance, 64, 7, 2099453054, 0, 3f800000",
        "mrcnn_mask_deconv/kernel, 2x2x256x256, 100000, 2885514488, 1, 3cb329a5",
        "rpn_class_raw/kernel, 1x1x512x6, 17, 3590058505, -3, bd065f3c",
        "mrcnn_class_logits/bias, 4, 2, 119894703, 5, 3d924925"
    })
    void workedNumbers(String name, String sides, int index, long crc, int level, String bits) {
        String[] parts = sides.split("x", -1);
        long[] shape = new long[parts.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Long.parseLong(parts[i]);
        }
        assertThat(FormulaWeights.crc(name.replace('/', '.'))).isEqualTo(crc);
        assertThat(FormulaWeights.level((crc << 32) + index)).isEqualTo(level);
        assertThat(Float.floatToIntBits(FormulaWeights.tensor(name, shape)[index]))
                .isEqualTo((int) Long.parseLong(bits, 16));
    }

    @Test
    void layersWithoutAFormulaAreNamed() {
        assertThatThrownBy(() -> FormulaWeights.tensor("other/kernel", 2, 2)).hasMessageContaining("other");
        assertThatThrownBy(() -> FormulaWeights.tensor("conv1/scale", 2)).hasMessageContaining("scale");
    }
}
