// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.List;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.train.LearningRate;

/** Creates the learning rate schedule of a configuration. */
public final class LearningRateSchedule {

    private LearningRateSchedule() {}

    /**
     * Returns the learning rate schedule of a run or stage.
     *
     * @param fullRate full learning rate, reached after warm-up
     * @param steps length in steps
     * @param stepsPerEpoch steps per epoch, for lengths given in epochs
     */
    public static LearningRate of(ScheduleConfig schedule, double fullRate, int steps, int stepsPerEpoch) {
        int unit = unit(schedule, stepsPerEpoch);
        List<Integer> milestones = schedule.milestones().stream()
                .map(milestone -> steps("train.schedule.milestones", milestone, unit))
                .toList();
        LearningRate rate =
                switch (schedule.kind()) {
                    case CONSTANT -> LearningRate.constant(fullRate);
                    case COSINE -> LearningRate.cosine(fullRate, steps, schedule.endFactor());
                    case STEPS -> LearningRate.stepwise(fullRate, steps, milestones);
                    case ONE_CYCLE -> LearningRate.oneCycle(fullRate, steps, schedule.endFactor());
                    case POLYNOMIAL -> LearningRate.polynomial(fullRate, steps, schedule.power(), schedule.endFactor());
                };
        return rate.withWarmup(steps("train.schedule.warmupSteps", schedule.warmupSteps(), unit));
    }

    /**
     * Returns a length in steps.
     *
     * @param setting the setting of the length, for the message
     * @throws IllegalArgumentException if there are more steps than can be counted
     */
    static int steps(String setting, int count, int unit) {
        long steps = (long) count * unit;
        if (steps > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(setting + ": expected at most " + Integer.MAX_VALUE + " steps, found "
                    + count + " epochs of " + unit + " steps");
        }
        return (int) steps;
    }

    /** Returns the number of steps per unit of the schedule. */
    static int unit(ScheduleConfig schedule, int stepsPerEpoch) {
        return schedule.unit() == ScheduleConfig.Unit.EPOCHS ? stepsPerEpoch : 1;
    }
}
