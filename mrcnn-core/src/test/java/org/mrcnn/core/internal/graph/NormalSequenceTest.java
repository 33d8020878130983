// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalSequenceTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -7, 0x9E3779B97F4A7C15L, Long.MIN_VALUE, Long.MAX_VALUE})
    void isThatOfJava(long seed) {
        Random java = new Random(seed);
        NormalSequence own = new NormalSequence(seed);
        for (int i = 0; i < 3000; i++) {
            assertThat(own.next()).as("number %d", i).isEqualTo(java.nextGaussian());
        }
    }
}
