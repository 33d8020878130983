// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.internal.train.HeapGrowth.Pool;

class HeapGrowthTest {

    @Test
    void spaceForNewObjectsIsUsedUp() {
        Pool eden = new Pool(true, 10, 20, 64);
        Pool survivors = new Pool(true, 0, 4, 8);
        Pool old = new Pool(false, 30, 35, 150);
        assertThat(HeapGrowth.of(List.of(eden, survivors, old))).isEqualTo(64 + 8 + 30 - (20 + 4 + 35));
    }

    @Test
    void whatWasUsedOnceIsNotNeededAgain() {
        Pool eden = new Pool(true, 10, 120, 64);
        assertThat(HeapGrowth.of(List.of(eden))).isZero();
    }

    @Test
    void thisHeapHasSpaceForNewObjects() {
        assertThat(HeapGrowth.bytes()).isBetween(0L, Runtime.getRuntime().maxMemory());
    }
}
