// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "1, 2, 0", "3, 1, 1", "3, 2, 1", "7, 2, 3", "2, 2, 0", "4, 4, 0", "4, 2, 1", "8, 4, 2"})
    void theStrideDividesTheSize(int size, int stride, int padding) {
        Conv conv = Conv.of(size, 8).withStride(stride);
        assertThat(conv.padding()).isEqualTo(padding);
        assertThat((64 + 2 * padding - size) / stride + 1).isEqualTo(64 / stride);
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThatThrownBy(() -> Conv.of(2, 8).padding())
                .hasMessageContaining("even size 2")
                .hasMessageContaining("found 1");
        assertThatThrownBy(() -> Conv.of(2, 8).withStride(4).padding())
                .hasMessageContaining("at most the size, found 4");
        assertThatThrownBy(() -> Conv.of(3, 8).withGroups(3)).hasMessageContaining("channels that the groups divide");
        assertThatThrownBy(() -> Conv.of(0, 8)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> Conv.of(3, 8).withStride(Integer.MAX_VALUE))
                .hasMessage("a convolution: expected a size and a stride of at most 8192, found 3 and 2147483647");
    }
}
