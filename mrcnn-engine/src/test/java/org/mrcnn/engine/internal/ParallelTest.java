// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 1000})
    void visitsEveryIndexOnce(int n) {
        AtomicIntegerArray visits = new AtomicIntegerArray(n);
        Parallel.range(n, (from, to) -> {
            for (int i = from; i < to; i++) {
                visits.incrementAndGet(i);
            }
        });
        int[] once = new int[n];
        Arrays.fill(once, 1);
        assertThat(visits.toString()).isEqualTo(Arrays.toString(once));
    }

    @Test
    void passesOnTheFaultOfABody() {
        assertThatThrownBy(() -> Parallel.range(100, (from, to) -> {
                    if (from <= 57 && to > 57) {
                        throw new IllegalArgumentException("at 57");
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at 57");
    }
}
