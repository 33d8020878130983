// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.train.LearningRate;

class LearningRateScheduleTest {
    private static final double TINY = 1e-15;

    @Test
    void warmupRisesInAStraightLine() {
        LearningRate constant = schedule(new ScheduleConfig(ScheduleConfig.Kind.CONSTANT, 4, List.of()));
        assertThat(constant.rate(0, 0)).isCloseTo(0.0025, within(TINY));
        assertThat(constant.rate(1, 0)).isCloseTo(0.005, within(TINY));
        assertThat(constant.rate(3, 0)).isCloseTo(0.01, within(TINY));
        assertThat(constant.rate(99, 0)).isCloseTo(0.01, within(TINY));
    }

    @Test
    void cosineGoesFromAllToOnePercent() {
        LearningRate cosine = schedule(ScheduleConfig.cosine(0));
        assertThat(cosine.rate(0, 0)).isCloseTo(0.01, within(TINY));
        // At half of the run: (1 + 0.01) / 2 of the rate.
        assertThat(cosine.rate(50, 0)).isCloseTo(0.00505, within(TINY));
        assertThat(cosine.rate(100, 0)).isCloseTo(0.0001, within(TINY));
        for (int step = 1; step < 100; step++) {
            assertThat(cosine.rate(step, 0)).isLessThan(cosine.rate(step - 1, 0));
        }
    }

    @Test
    void warmupAndCosineMultiply() {
        assertThat(schedule(ScheduleConfig.cosine(60)).rate(50, 0)).isCloseTo(0.00505 * 51 / 60, within(TINY));
    }

    @Test
    void milestonesDivideByTen() {
        LearningRate steps = schedule(new ScheduleConfig(ScheduleConfig.Kind.STEPS, 0, List.of(30, 60)));
        assertThat(steps.rate(29, 0)).isCloseTo(0.01, within(TINY));
        assertThat(steps.rate(30, 0)).isCloseTo(0.001, within(TINY));
        assertThat(steps.rate(60, 0)).isCloseTo(0.0001, within(TINY));
        assertThat(steps.rate(5, 0.31)).isCloseTo(0.001, within(TINY));
    }

    @Test
    void theClockLeadsWhereItIsFurther() {
        LearningRate cosine = schedule(ScheduleConfig.cosine(0));
        assertThat(cosine.rate(10, 0.5)).isCloseTo(0.00505, within(TINY));
        assertThat(cosine.rate(50, 0.1)).isCloseTo(0.00505, within(TINY));
        assertThat(cosine.rate(10, 1.7)).isCloseTo(0.0001, within(TINY));
    }

    @Test
    void whatIsCountedInEpochsHasTheirSteps() {
        ScheduleConfig config =
                new ScheduleConfig(ScheduleConfig.Kind.STEPS, 1, List.of(3)).withUnit(ScheduleConfig.Unit.EPOCHS);
        LearningRate rate = LearningRateSchedule.of(config, 0.01, 100, 10);
        assertThat(rate.rate(4, 0)).isCloseTo(0.005, within(TINY));
        assertThat(rate.rate(29, 0)).isCloseTo(0.01, within(TINY));
        assertThat(rate.rate(30, 0)).isCloseTo(0.001, within(TINY));
    }

    private static LearningRate schedule(ScheduleConfig config) {
        return LearningRateSchedule.of(config, 0.01, 100, 7);
    }
}
