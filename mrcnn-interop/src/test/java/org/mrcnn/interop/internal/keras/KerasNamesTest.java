// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KerasNamesTest {

    /** ResNet-152 has blocks beyond the letter z. */
    @ParameterizedTest
    @CsvSource({
        "res4b25_branch2a, res4b25_branch2a/kernel:0, res4z_branch2a/kernel",
        "res4b26_branch2a, res4b26_branch2a/kernel:0, res4aa_branch2a/kernel",
        "bn4b35_branch2c, bn4b35_branch2c/gamma:0, bn4aj_branch2c/gamma",
        "conv4_block27_1_conv, conv4_block27_1_conv/kernel:0, res4aa_branch2a/kernel",
        "conv4_block36_3_bn, conv4_block36_3_bn/moving_mean:0, bn4aj_branch2c/moving_mean",
        "res4aj_branch2c, res4aj_branch2c/bias:0, res4aj_branch2c/bias",
        "res3b7_branch2b, res3b7_branch2b/kernel:0, res3h_branch2b/kernel"
    })
    void blocksOf152(String group, String weight, String ours) {
        assertThat(KerasNames.ours(group, weight)).isEqualTo(ours);
    }
}
