// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The steps of one run of a {@link Trainer}, with its checkpoints and validations, until something ends it. */
final class TrainingLoop<B> {

    private final TimedSteps<B> timed;
    private final Trainer.Schedule schedule;
    private final Limits limits;
    private final Between between;
    private final RunReports reports;

    /**
     * What ends a run.
     *
     * @param steps maximum number of steps, including those before an interruption
     * @param seconds maximum duration; 0 for no limit
     * @param stop becomes true when the run must stop
     * @param stepsBetweenChecks number of steps from one check of time and {@code stop} to the next
     */
    record Limits(int steps, double seconds, BooleanSupplier stop, int stepsBetweenChecks) {

        boolean areChecked(int step) {
            return step % stepsBetweenChecks == 0;
        }

        /** Returns what ends the run after this time, if anything. */
        Optional<TrainingHistory.Ending> ending(double elapsed) {
            if (stop.getAsBoolean()) {
                return Optional.of(TrainingHistory.Ending.STOPPED);
            }
            return seconds > 0 && elapsed >= seconds ? Optional.of(TrainingHistory.Ending.MINUTES) : Optional.empty();
        }

        double timeUsed(double elapsed) {
            return seconds == 0 ? 0 : elapsed / seconds;
        }
    }

    /**
     * What happens between two steps.
     *
     * @param validation null for none
     */
    record Between(Checkpoints checkpoints, Validation validation) {}

    TrainingLoop(TimedSteps<B> timed, Trainer.Schedule schedule, Limits limits, Between between, RunReports reports) {
        this.timed = timed;
        this.schedule = schedule;
        this.limits = limits;
        this.between = between;
        this.reports = reports;
    }

    /**
     * Makes the steps. Returns what ended the run.
     *
     * @param stepsDone number of steps before an interruption
     * @param batches returns the batches of the next step, none if there are no more
     */
    TrainingHistory.Ending run(int stepsDone, Supplier<List<B>> batches) {
        between.checkpoints().begin(timed.elapsed());
        Optional<TrainingHistory.Ending> end = Optional.empty();
        if (between.validation() != null && between.validation().isMissing(stepsDone)) {
            end = validate(stepsDone);
        }
        for (int step = stepsDone; end.isEmpty() && step < limits.steps(); step++) {
            end = step(step, batches);
        }
        return end.orElse(TrainingHistory.Ending.STEPS);
    }

    /**
     * Makes a step, counted from 0, and the validation after it if one is due. Returns what ends the run before or after the
     * step, if anything.
     */
    private Optional<TrainingHistory.Ending> step(int step, Supplier<List<B>> batches) {
        double elapsed = timed.elapsed();
        if (limits.areChecked(step)) {
            Optional<TrainingHistory.Ending> end = limits.ending(elapsed);
            if (end.isPresent()) {
                return end;
            }
            between.checkpoints().saveIfDue(step, elapsed);
        }
        double rate = schedule.rate(step, limits.timeUsed(elapsed));
        List<B> next = batches.get();
        if (next.isEmpty()) {
            return Optional.of(TrainingHistory.Ending.BATCHES);
        }
        reports.add(timed.step(next, step + 1, rate));
        Validation validation = between.validation();
        return validation != null && validation.isDue(step + 1) ? validate(step + 1) : Optional.empty();
    }

    /** Validates. Returns what ends the run then, if anything. */
    private Optional<TrainingHistory.Ending> validate(int step) {
        Validation validation = between.validation();
        try {
            reports.add(validation.validate(step, timed::measure));
            return validation.isOver() ? Optional.of(TrainingHistory.Ending.PATIENCE) : Optional.empty();
        } catch (CancellationException e) {
            return Optional.of(TrainingHistory.Ending.STOPPED);
        }
    }
}
