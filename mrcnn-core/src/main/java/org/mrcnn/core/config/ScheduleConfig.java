// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;

/**
 * How the learning rate changes during the run, or during each stage; Matterport keeps it constant.
 *
 * @param kind its shape, which warm-up multiplies
 * @param warmupSteps length of a linear warm-up to the full rate, in {@code unit}; 0 = none
 * @param milestones increasing positions, in {@code unit}, at which it is divided by 10; only for {@link Kind#STEPS}
 * @param unit what warmupSteps and milestones count
 * @param power of {@link Kind#POLYNOMIAL}; 1 = a straight line
 * @param endFactor share of the full rate at the end; not for {@link Kind#CONSTANT} and {@link Kind#STEPS}
 */
public record ScheduleConfig(
        Kind kind, int warmupSteps, List<Integer> milestones, Unit unit, double power, double endFactor) {
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
                .present("unit", unit)
                .above0("power", power)
                .fraction("endFactor", (float) endFactor)
                .check();
        milestones = List.copyOf(milestones);
    }

    /** The last two settings at their defaults, in steps. */
    public ScheduleConfig(Kind kind, int warmupSteps, List<Integer> milestones) {
        this(kind, warmupSteps, milestones, Unit.STEPS, 0.9, 0.01);
    }

    /** Constant, without warm-up. */
    public static ScheduleConfig defaults() {
        return new ScheduleConfig(Kind.CONSTANT, 0, List.of());
    }

    /** Warm-up, then half a cosine wave down to 1%. */
    public static ScheduleConfig cosine(int warmupSteps) {
        return new ScheduleConfig(Kind.COSINE, warmupSteps, List.of());
    }

    /** Warm-up and milestones counted in this unit. */
    public ScheduleConfig withUnit(Unit value) {
        return new ScheduleConfig(kind, warmupSteps, milestones, value, power, endFactor);
    }

    /** The power of a polynomial, and the share of the full rate at the end. */
    public ScheduleConfig withEnd(double ofPower, double factor) {
        return new ScheduleConfig(kind, warmupSteps, milestones, unit, ofPower, factor);
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

    /** What lengths are counted in. */
    public enum Unit {
        /** Updates of the weights. */
        STEPS,
        /** Passes over the training images. */
        EPOCHS
    }

    /** Course of the learning rate after warm-up. */
    public enum Kind {
        /** The same rate until the end. */
        CONSTANT,
        /** Half a cosine wave from the full rate down to a share of it. */
        COSINE,
        /** A tenth of the rate at each milestone. */
        STEPS,
        /** A cosine from a 25th of the rate up to it in 30 % of the run, then one down to a share of it. */
        ONE_CYCLE,
        /** (1 - position / length) to a power. */
        POLYNOMIAL
    }
}
