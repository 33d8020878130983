// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StableOrderTest {
    @Test
    void highestFirstAndTiesInOrder() {
        assertThat(StableOrder.descending(new double[] {0.1, 0.9, 0.1, 0.9, 0.5}))
                .containsExactly(1, 3, 4, 0, 2);
        assertThat(StableOrder.descending(new double[0])).isEmpty();
        assertThat(StableOrder.descending(new double[] {-0.0, 0.0})).containsExactly(0, 1);
    }

    @Test
    void agreesWithTheLibrarySortOnManyLengths() {
        Random random = new Random(2);
        for (int n = 0; n < 300; n++) {
            double[] scores = random.doubles(n).map(s -> Math.rint(s * 20)).toArray();
            int[] expected = IntStream.range(0, n)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -scores[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(StableOrder.descending(scores)).isEqualTo(expected);
        }
    }
}
