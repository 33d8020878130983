// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
    /** Values of numpy 2.2.6: {@code np.add.reduce(1 / np.arange(1, n + 1)).hex()}. */
    @Test
    void addsInTheOrderOfNumpy() {
        assertThat(harmonic(1)).isEqualTo(1);
        assertThat(harmonic(7)).isEqualTo(0x1.4be2be2be2be2p1);
        assertThat(harmonic(8)).isEqualTo(0x1.5be2be2be2be2p1);
        assertThat(harmonic(127)).isEqualTo(0x1.5b38ae9541ca6p2);
        assertThat(harmonic(128)).isEqualTo(0x1.5bb8ae9541ca7p2);
        assertThat(harmonic(129)).isEqualTo(0x1.5c37b09149ba9p2);
        assertThat(harmonic(1013)).isEqualTo(0x1.dfe5780b1c213p2);
        assertThat(harmonic(80803)).isEqualTo(0x1.7c104fe6f2d25p3);
    }

    private static double harmonic(int n) {
        double[] values = IntStream.rangeClosed(1, n).mapToDouble(i -> 1.0 / i).toArray();
        return Summary.sum(values, n);
    }
}
