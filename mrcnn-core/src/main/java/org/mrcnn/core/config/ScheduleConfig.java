// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import java.util.Locale;

/**
 * Settings of the learning rate schedule, which covers the run or, if there are stages, each stage. Matterport's rate is
 * constant.
 *
 * @param kind form of the schedule, which is multiplied by the warm-up
 * @param warmupSteps length of a linear warm-up to the full rate, in {@code unit}; 0 = none
 * @param milestones increasing positions, in {@code unit}, at which the rate is divided by 10; only for {@link Kind#STEPS}
 * @param unit unit of {@code warmupSteps} and {@code milestones}
 * @param power exponent of {@link Kind#POLYNOMIAL}; 1 = linear
 * @param endFactor fraction of the full rate at the end; unused for {@link Kind#CONSTANT} and {@link Kind#STEPS}
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

    /** Creates a schedule in steps, with the defaults of the last two settings. */
    public ScheduleConfig(Kind kind, int warmupSteps, List<Integer> milestones) {
        this(kind, warmupSteps, milestones, Unit.STEPS, 0.9, 0.01);
    }

    /** Returns a constant rate without warm-up. */
    public static ScheduleConfig defaults() {
        return new ScheduleConfig(Kind.CONSTANT, 0, List.of());
    }

    /** Returns a warm-up followed by half a cosine wave down to 1% of the full rate. */
    public static ScheduleConfig cosine(int warmupSteps) {
        return new ScheduleConfig(Kind.COSINE, warmupSteps, List.of());
    }

    /** Sets the length of the warm-up, in the unit of this schedule; 0 = none. */
    public ScheduleConfig withWarmupSteps(int value) {
        return new ScheduleConfig(kind, value, milestones, unit, power, endFactor);
    }

    /** Sets the unit of warm-up and milestones. */
    public ScheduleConfig withUnit(Unit value) {
        return new ScheduleConfig(kind, warmupSteps, milestones, value, power, endFactor);
    }

    /** Sets the exponent of the polynomial, and the fraction of the full rate at the end. */
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

    /** Units of lengths and positions. */
    public enum Unit {
        /** Updates of the weights. */
        STEPS,
        /** Passes over the training images. */
        EPOCHS;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Forms of the schedule after warm-up. */
    public enum Kind {
        /** The same rate until the end. */
        CONSTANT,
        /** Half a cosine wave from the full rate down to {@code endFactor} of it. */
        COSINE,
        /** The rate is divided by 10 at each milestone. */
        STEPS,
        /**
         * A cosine from 1/25 of the full rate up to it in the first 30% of the run, then one down to {@code endFactor} of it.
         */
        ONE_CYCLE,
        /** A fall from the full rate to {@code endFactor} of it, in the form (1 - position / length)^{@code power}. */
        POLYNOMIAL;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
