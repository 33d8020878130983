// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {

    @Test
    void keepsTheValuesUsedLast() {
        List<Integer> made = new ArrayList<>();
        RecentlyUsed<Integer, String> values = new RecentlyUsed<>(3, key -> {
            made.add(key);
            return "value " + key;
        });
        for (int key = 0; key < 100; key++) {
            assertThat(values.get(key)).isEqualTo("value " + key);
            assertThat(values.get(0)).isEqualTo("value 0");
            assertThat(values.size()).isLessThanOrEqualTo(3);
        }
        assertThat(made).hasSize(100).doesNotHaveDuplicates();
        values.get(98);
        assertThat(made).hasSize(100);
        values.get(97);
        assertThat(made).hasSize(101);
    }
}
