// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShareTest {
    private static final double[] OFF = {0.1, 0};

    @Test
    void orderAndPaddingDoNotMatter() {
        float[] expected = {1, 2, 3, 4, 0, 0};
        float[] found = {3.05f, 4, 0, 0, 1, 2};
        Comparison share = Share.of("rows", expected, found, OFF, 0.99);
        assertThat(share.array()).isEqualTo("rows, 2 of 2 rows equal, 2 found");
        assertThat(share.pass()).isTrue();
    }

    @Test
    void missingAndAdditionalRowsCount() {
        float[] rows = {1, 2, 3, 4};
        assertThat(Share.of("rows", rows, new float[] {1, 2}, OFF, 0.9).pass()).isFalse();
        assertThat(Share.of("rows", rows, new float[] {1, 2, 3, 4.01f}, OFF, 0.9)
                        .pass())
                .isFalse();
        assertThat(Share.of("rows", rows, new float[] {1, 2, 3, 4, 5, 6}, OFF, 0.9)
                        .pass())
                .isFalse();
        assertThat(Share.of("rows", rows, new float[] {1, 2, 1, 2}, OFF, 0.9).pass())
                .isFalse();
    }
}
