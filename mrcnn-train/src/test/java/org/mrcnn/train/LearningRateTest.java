// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Test
    void polynomialFallsByItsPower() {
        LearningRate rate = LearningRate.polynomial(2, 100, 2, 0);
        assertThat(rate.rate(0, 0)).isEqualTo(2);
        assertThat(rate.rate(50, 0)).isCloseTo(0.5, within(1e-12));
        assertThat(rate.rate(100, 0)).isZero();
        assertThat(LearningRate.polynomial(2, 100, 1, 0.5).rate(50, 0)).isCloseTo(1.5, within(1e-12));
    }

    /** Values of torch.optim.lr_scheduler.OneCycleLR's cosine, with final_div_factor 4 in place of the share. */
    @Test
    void oneCycleRisesAndFalls() {
        LearningRate rate = LearningRate.oneCycle(1, 100, 0.01);
        assertThat(rate.rate(0, 0)).isCloseTo(0.04, within(1e-12));
        assertThat(rate.rate(15, 0)).isCloseTo(0.52, within(1e-12));
        assertThat(rate.rate(30, 0)).isCloseTo(1, within(1e-12));
        assertThat(rate.rate(65, 0)).isCloseTo(0.505, within(1e-12));
        assertThat(rate.rate(100, 0)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void refusesWhatWouldBeNoRate() {
        assertThatThrownBy(() -> LearningRate.constant(Double.NaN))
                .hasMessage("learning rate: expected a rate of 0 or more, finite, found NaN");
        assertThatThrownBy(() -> LearningRate.cosine(1, 0, 0)).hasMessageContaining("expected 1 step or more, found 0");
        assertThatThrownBy(() -> LearningRate.oneCycle(1, 10, -1)).hasMessageContaining("a share of 0 to 1 at the end");
        assertThatThrownBy(() -> LearningRate.polynomial(1, 10, -1, 0)).hasMessageContaining("a power above 0");
        assertThatThrownBy(() -> LearningRate.stepwise(1, 10, List.of(5, 3)))
                .hasMessageContaining("milestones above 0 in ascending order, found [5, 3]");
        assertThatThrownBy(() -> LearningRate.stepwise(1, 10, List.of(0, 3)))
                .hasMessageContaining("milestones above 0 in ascending order, found [0, 3]");
        assertThatThrownBy(() -> LearningRate.constant(1).withWarmup(3).rate(-5, 0))
                .hasMessageContaining("the number of a step, from 0, found -5");
        assertThatThrownBy(() -> LearningRate.constant(1).withWarmup(-1)).hasMessageContaining("a warm-up of 0 steps");
    }

    @Test
    void everyCourseCanWarmUp() {
        for (LearningRate rate : List.of(
                LearningRate.constant(1),
                LearningRate.cosine(1, 100, 0.01),
                LearningRate.stepwise(1, 100, List.of(50)),
                LearningRate.polynomial(1, 100, 0.9, 0),
                LearningRate.oneCycle(1, 100, 0.01))) {
            LearningRate warm = rate.withWarmup(10);
            assertThat(warm.rate(4, 0)).isCloseTo(0.5 * rate.rate(4, 0), within(1e-12));
            assertThat(warm.rate(20, 0)).isEqualTo(rate.rate(20, 0));
        }
    }
}
