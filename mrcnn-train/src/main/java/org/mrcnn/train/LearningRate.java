// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The usual courses of a learning rate, each with a linear warm-up if wanted. Where minutes end a run before its steps do, the
 * course follows the clock, so that it is complete at the end either way; with a time limit the rates of two runs therefore
 * differ a little. Each throws IllegalArgumentException for arguments that would make no rate.
 */
public final class LearningRate implements Trainer.Schedule {
    private static final double MILESTONE_FACTOR = 0.1;

    /** Start of one cycle as a share of the full rate, and the share of the run in which it rises (Smith and Topin 2018). */
    private static final double CYCLE_START = 1.0 / 25;

    private static final double CYCLE_RISE = 0.3;

    private final double rate;
    private final int steps;
    private final int warmup;
    /** Factor of the full rate by the position, 0 to {@link #steps}. */
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

    /** The same rate at each step. */
    public static LearningRate constant(double rate) {
        return new LearningRate(rate, Integer.MAX_VALUE, 0, position -> 1);
    }

    /** Half a cosine wave from the full rate to a share of it (Loshchilov and Hutter 2017). */
    public static LearningRate cosine(double rate, int steps, double end) {
        requireEnd(end);
        return new LearningRate(
                rate, steps, 0, position -> end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * position / steps)));
    }

    /** A tenth of the rate at each milestone, steps in ascending order. */
    public static LearningRate stepwise(double rate, int steps, List<Integer> milestones) {
        require(
                milestones.stream().sorted().distinct().toList().equals(milestones),
                "milestones in ascending order",
                milestones);
        return new LearningRate(rate, steps, 0, position -> {
            double factor = 1;
            for (int milestone : milestones) {
                factor *= milestone <= position ? MILESTONE_FACTOR : 1;
            }
            return factor;
        });
    }

    /** From the full rate to a share of it, as (1 - position / steps) to a power: 1 is a straight line. */
    public static LearningRate polynomial(double rate, int steps, double power, double end) {
        require(power > 0 && power < Double.POSITIVE_INFINITY, "a power above 0, finite", power);
        requireEnd(end);
        return new LearningRate(rate, steps, 0, position -> end + (1 - end) * Math.pow(1 - position / steps, power));
    }

    /** One cycle: a cosine from a 25th of the rate up to it in 30 % of the run, then one down to a share of it. */
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

    /** This course, multiplied by a straight line from 1 / steps to 1 over the first steps. */
    public LearningRate withWarmup(int warmupSteps) {
        return new LearningRate(rate, steps, warmupSteps, course);
    }

    @Override
    public double rate(int step, double timeUsed) {
        double warm = step < warmup ? (step + 1.0) / warmup : 1;
        // In steps, so that a milestone is reached exactly on its step.
        double position = Math.min(steps, Math.max(step, timeUsed * steps));
        return rate * warm * course.applyAsDouble(position);
    }
}
