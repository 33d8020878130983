// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The common learning rate schedules, each with an optional linear warm-up. If a time limit ends the run before the number of
 * steps does, the schedule follows the elapsed time, so that it is complete at the end in either case. With a time limit, the
 * rates of two runs therefore differ slightly. All factory methods throw IllegalArgumentException for arguments out of range.
 */
public final class LearningRate implements Trainer.Schedule {
    private static final double MILESTONE_FACTOR = 0.1;

    /**
     * Fraction of the full rate at which a cycle starts; the rate rises for the fraction below of the run (Smith and Topin
     * 2018).
     */
    private static final double CYCLE_START = 1.0 / 25;

    private static final double CYCLE_RISE = 0.3;

    private final double rate;
    private final int steps;
    private final int warmup;
    /** Factor of the full rate by position, 0 to {@link #steps}. */
    private final DoubleUnaryOperator course;

    private LearningRate(double rate, int steps, int warmup, DoubleUnaryOperator course) {
        require(rate >= 0 && rate < Double.POSITIVE_INFINITY, "a rate of 0 or more, finite", rate);
        require(steps >= 1, "1 step or more", steps);
        require(warmup >= 0, "a warm-up of 0 steps or more", warmup);
        this.rate = rate;
        this.steps = steps;
        this.warmup = warmup;
        this.course = course;
    }

    private static void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("learning rate: expected " + expected + ", found " + found);
        }
    }

    private static void requireEnd(double end) {
        require(end >= 0 && end <= 1, "a share of 0 to 1 at the end", end);
    }

    /** Returns a constant rate. */
    public static LearningRate constant(double rate) {
        return new LearningRate(rate, Integer.MAX_VALUE, 0, position -> 1);
    }

    /** Returns half a cosine wave from the full rate to the fraction {@code end} of it, 0 to 1 (Loshchilov and Hutter 2017). */
    public static LearningRate cosine(double rate, int steps, double end) {
        requireEnd(end);
        return new LearningRate(
                rate, steps, 0, position -> end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * position / steps)));
    }

    /** Returns a rate that is divided by 10 at each milestone. Milestones are numbers of steps in ascending order. */
    public static LearningRate stepwise(double rate, int steps, List<Integer> milestones) {
        require(
                milestones.stream().sorted().distinct().toList().equals(milestones)
                        && milestones.stream().allMatch(milestone -> milestone > 0),
                "milestones above 0 in ascending order",
                milestones);
        return new LearningRate(rate, steps, 0, position -> {
            double factor = 1;
            for (int milestone : milestones) {
                factor *= milestone <= position ? MILESTONE_FACTOR : 1;
            }
            return factor;
        });
    }

    /**
     * Returns a fall from the full rate to the fraction {@code end} of it, 0 to 1, in the form (1 - position / steps)^{@code
     * power}; a power of 1 is linear.
     */
    public static LearningRate polynomial(double rate, int steps, double power, double end) {
        require(power > 0 && power < Double.POSITIVE_INFINITY, "a power above 0, finite", power);
        requireEnd(end);
        return new LearningRate(rate, steps, 0, position -> end + (1 - end) * Math.pow(1 - position / steps, power));
    }

    /**
     * Returns one cycle: a cosine from 1/25 of the full rate up to it in the first 30% of the run, then one down to the
     * fraction {@code end} of it, 0 to 1.
     */
    public static LearningRate oneCycle(double rate, int steps, double end) {
        requireEnd(end);
        double top = CYCLE_RISE * steps;
        return new LearningRate(
                rate,
                steps,
                0,
                position -> position < top
                        ? between(CYCLE_START, 1, position / top)
                        : between(1, end, (position - top) / (steps - top)));
    }

    private static double between(double from, double to, double share) {
        return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * share));
    }

    /**
     * Returns this schedule with a linear warm-up: over the first {@code warmupSteps} steps it is multiplied by a factor that
     * rises from 1 / warmupSteps to 1.
     */
    public LearningRate withWarmup(int warmupSteps) {
        return new LearningRate(rate, steps, warmupSteps, course);
    }

    @Override
    public double rate(int step, double timeUsed) {
        require(step >= 0, "the number of a step, from 0", step);
        double warm = step < warmup ? (step + 1.0) / warmup : 1;
        // In steps, so that a milestone takes effect exactly at its step.
        double position = Math.min(steps, Math.max(step, timeUsed * steps));
        return rate * warm * course.applyAsDouble(position);
    }
}
