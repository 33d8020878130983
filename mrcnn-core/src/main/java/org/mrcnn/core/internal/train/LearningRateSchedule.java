// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.train.Trainer;

/**
 * The learning rate of each step. Where minutes end a run before its steps do, the course follows the clock, so that it is
 * complete at the end either way; with a time limit the rates of two runs therefore differ a little.
 */
public final class LearningRateSchedule implements Trainer.Schedule {
    /** Share of the full rate at which the cosine ends. */
    private static final double COSINE_END = 0.01;

    private static final double MILESTONE_FACTOR = 0.1;

    private final double fullRate;
    private final ScheduleConfig schedule;
    private final int steps;

    /** The schedule of a configuration. */
    public LearningRateSchedule(TrainConfig config) {
        fullRate = config.optimizer().learningRate();
        schedule = config.schedule();
        steps = config.steps();
    }

    /**
     * The rate of one step: warm-up, as a straight line from rate / warmupSteps to the full rate, times the course.
     *
     * @param step from 0
     * @param timeUsed elapsed time divided by the time limit; 0 without one
     */
    @Override
    public double rate(int step, double timeUsed) {
        int warmup = schedule.warmupSteps();
        double warm = step < warmup ? (step + 1.0) / warmup : 1;
        // In steps, so that a milestone is reached exactly on its step.
        double position = Math.min(steps, Math.max(step, timeUsed * steps));
        return fullRate * warm * course(position);
    }

    private double course(double position) {
        return switch (schedule.kind()) {
            case CONSTANT -> 1;
            case COSINE -> COSINE_END + (1 - COSINE_END) * 0.5 * (1 + Math.cos(Math.PI * position / steps));
            case STEPS -> {
                double factor = 1;
                for (int milestone : schedule.milestones()) {
                    factor *= milestone <= position ? MILESTONE_FACTOR : 1;
                }
                yield factor;
            }
        };
    }
}
