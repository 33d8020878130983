// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightAverageTest {
    private final INDArray weights = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});

    @Test
    void followsTheWeightsByItsDecay() {
        try (WeightAverage average = new WeightAverage(0.5).follow(Map.of("w", weights))) {
            double expected = 1;
            for (int n = 0; n < 30; n++) {
                weights.putScalar(0, 0, 10 + n);
                double keep = Math.min(0.5, (1.0 + n) / (10.0 + n));
                expected = keep * expected + (1 - keep) * (10 + n);
                average.update();
            }
            assertThat(average.state().get("w").getDouble(0, 0)).isCloseTo(expected, within(1e-4));
            assertThat(average.state().get("w").getDouble(1, 1)).isEqualTo(4);
        }
    }

    @Test
    void exchangesAndGivesBackTheSameBits() {
        try (WeightAverage average = new WeightAverage(0.9).follow(Map.of("w", weights))) {
            weights.putScalar(0, 0, 5);
            average.update();
            INDArray before = weights.dup();
            INDArray averaged = average.state().get("w").dup();
            average.swap();
            assertThat(weights).isEqualTo(averaged);
            average.swap();
            assertThat(weights).isEqualTo(before);
            average.follow(Map.of("w", weights));
            assertThat(average.state().get("w")).isEqualTo(averaged);
        }
    }

    @Test
    void resumesWithTheSameBits() {
        try (WeightAverage whole = new WeightAverage(0.99).follow(Map.of("w", weights))) {
            whole.update();
            INDArray saved = whole.state().get("w").dup();
            try (WeightAverage resumed = new WeightAverage(0.99).follow(Map.of("w", weights))) {
                resumed.restore(1, Map.of("w", saved));
                weights.muli(3);
                whole.update();
                resumed.update();
                assertThat(resumed.state().get("w")).isEqualTo(whole.state().get("w"));
            }
        }
    }

    @Test
    void refusesADecayThatNeverMoves() {
        assertThatThrownBy(() -> new WeightAverage(1))
                .hasMessage("average: expected a decay from 0, below 1, found 1.0");
        try (WeightAverage average = new WeightAverage(0.9).follow(Map.of("w", weights))) {
            assertThatThrownBy(() -> average.restore(1, Map.of("w", Nd4j.zeros(DataType.FLOAT, 7))))
                    .hasMessage("average of w: expected " + weights.length() + " values, found 7");
            assertThatThrownBy(() -> average.restore(-20, Map.of()))
                    .hasMessage("average: expected 0 updates or more, found -20");
        }
    }
}
