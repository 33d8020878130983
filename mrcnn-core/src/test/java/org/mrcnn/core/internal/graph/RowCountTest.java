// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RowCountTest {

    @Test
    void isTheNextEighth() {
        assertThat(RowCount.padded(0, 80)).isEqualTo(10);
        assertThat(RowCount.padded(1, 80)).isEqualTo(10);
        assertThat(RowCount.padded(10, 80)).isEqualTo(10);
        assertThat(RowCount.padded(11, 80)).isEqualTo(20);
        assertThat(RowCount.padded(80, 80)).isEqualTo(80);
        assertThat(RowCount.padded(0, 1)).isEqualTo(1);
        assertThat(RowCount.padded(9, 9)).isEqualTo(9);
    }

    @Test
    void holdsEveryCountInEightSizesOrLess() {
        for (int max = 1; max < 300; max++) {
            TreeSet<Integer> sizes = new TreeSet<>();
            for (int count = 0; count <= max; count++) {
                int rows = RowCount.padded(count, max);
                assertThat(rows).isBetween(Math.max(1, count), max);
                sizes.add(rows);
            }
            assertThat(sizes.size()).as("sizes of max %d", max).isLessThanOrEqualTo(8);
        }
    }
}
