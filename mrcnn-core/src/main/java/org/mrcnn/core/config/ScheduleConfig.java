// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;

/**
 * How the learning rate changes during the run; Matterport keeps it constant.
 *
 * @param kind its shape after warm-up
 * @param warmupSteps steps of linear warm-up to the full rate; 0 = none
 * @param milestones increasing step numbers at which it is divided by 10; only for {@link Kind#STEPS}
 */
public record ScheduleConfig(Kind kind, int warmupSteps, List<Integer> milestones) {
    private static final int MAX_MILESTONES = 1000;

    public ScheduleConfig {
        new ConfigFaults("train.schedule")
                .present("kind", kind)
                .notNegative("warmupSteps", warmupSteps)
                .require(
                        isRising(milestones),
                        "milestones",
                        "at most " + MAX_MILESTONES + " rising whole numbers above 0",
                        milestones)
                .require(
                        kind == Kind.STEPS || milestones == null || milestones.isEmpty(),
                        "milestones",
                        "nothing unless kind is steps",
                        milestones)
                .require(
                        kind != Kind.STEPS || milestones == null || !milestones.isEmpty(),
                        "milestones",
                        "at least one step with kind steps",
                        milestones)
                .check();
        milestones = List.copyOf(milestones);
    }

    /** Constant, without warm-up. */
    public static ScheduleConfig defaults() {
        return new ScheduleConfig(Kind.CONSTANT, 0, List.of());
    }

    /** Warm-up, then half a cosine wave down to 1%. */
    public static ScheduleConfig cosine(int warmupSteps) {
        return new ScheduleConfig(Kind.COSINE, warmupSteps, List.of());
    }

    private static boolean isRising(List<Integer> steps) {
        if (steps == null || steps.size() > MAX_MILESTONES) {
            return false;
        }
        int last = 0;
        for (Integer step : steps) {
            if (step == null || step <= last) {
                return false;
            }
            last = step;
        }
        return true;
    }

    /** Course of the learning rate after warm-up. */
    public enum Kind {
        /** The same rate until the end. */
        CONSTANT,
        /** Half a cosine wave from the full rate down to 1% of it. */
        COSINE,
        /** A tenth of the rate at each milestone. */
        STEPS
    }
}
