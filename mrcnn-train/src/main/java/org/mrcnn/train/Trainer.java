// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * The training loop of any graph: takes a batch, makes a step, notifies listeners, validates and saves from time to time, until
 * the steps, the minutes, the batches or the patience are used up. Ends at the first loss that is not finite.
 *
 * <pre>{@code
 * try (var step = TrainStep.of(graph, objective, OptimizerSettings.of(new Adam()))) {
 *     TrainingHistory history = Trainer.of(step)
 *             .learningRate(1e-3)
 *             .steps(1000)
 *             .listener(new ProgressPrinter())
 *             .run(batches);
 * }
 * }</pre>
 *
 * <p>For one run in one thread.
 *
 * @param <B> a batch
 */
public final class Trainer<B> {
    private static final int SECONDS_PER_MINUTE = 60;

    private final TrainStep<B> runner;
    private LongSupplier nanoTime = System::nanoTime;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private Schedule schedule;
    private int steps = Integer.MAX_VALUE;
    private double limit;
    private Checkpoints checkpoints = Checkpoints.NONE;
    private Validation validation;
    private int stepsPerEpoch;
    private int batchesPerStep = 1;
    private BooleanSupplier stop = () -> false;
    private int stepsBetweenChecks = 1;
    private Consumer<? super B> release = batch -> {};
    private int stepsDone;
    private double secondsUsed;

    /** The learning rate of each step. */
    @FunctionalInterface
    public interface Schedule {
        /**
         * The rate.
         *
         * @param step from 0
         * @param timeUsed elapsed time divided by the time limit; 0 without one
         */
        double rate(int step, double timeUsed);
    }

    /** Writes down a run between two steps, whole or not at all. */
    @FunctionalInterface
    public interface Saver {
        /**
         * Saves.
         *
         * @param steps done, those before an interruption included
         * @param seconds used
         */
        void save(int steps, double seconds) throws IOException;
    }

    private Trainer(TrainStep<B> runner) {
        this.runner = Objects.requireNonNull(runner, "step");
    }

    /** A loop over a step, which stays the caller's to close. */
    public static <B> Trainer<B> of(TrainStep<B> step) {
        return new Trainer<>(step);
    }

    /**
     * Trains with one rate.
     *
     * @param rate 0 or more
     */
    public Trainer<B> learningRate(double rate) {
        return learningRate(LearningRate.constant(rate));
    }

    /** Trains with a rate for each step, such as a {@link LearningRate}. One of both is needed. */
    public Trainer<B> learningRate(Schedule rates) {
        schedule = Objects.requireNonNull(rates, "rates");
        return this;
    }

    /** Ends the run after so many steps, those before an interruption included. */
    public Trainer<B> steps(int most) {
        require(most >= 0, "steps: expected 0 or more, found %s", most);
        steps = most;
        return this;
    }

    /** Ends the run after so many minutes, those before an interruption included; 0 for no limit. */
    public Trainer<B> minutes(double most) {
        require(most >= 0, "minutes: expected 0 or more, found %s", most);
        limit = most * SECONDS_PER_MINUTE;
        return this;
    }

    /**
     * Measures time by another clock, such as one that several machines share: nanoseconds since any moment, asked once at the start
     * and after each step and validation.
     */
    public Trainer<B> clock(LongSupplier nanoseconds) {
        nanoTime = Objects.requireNonNull(nanoseconds, "clock");
        return this;
    }

    /** Tells one more listener, after those given before. */
    public Trainer<B> listener(TrainingListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Saves from time to time, before a step. Where that fails with an IOException it is logged, and tried again after as
     * long a time.
     *
     * @param minutes between two savings; 0 for none
     */
    public Trainer<B> saving(double minutes, Saver to) {
        require(minutes >= 0, "saving: expected 0 or more minutes, found %s", minutes);
        checkpoints = new Checkpoints(minutes * SECONDS_PER_MINUTE, Objects.requireNonNull(to, "saver"));
        return this;
    }

    /** Validates during the run. */
    public Trainer<B> validating(Validation with) {
        validation = Objects.requireNonNull(with, "validation").complete();
        return this;
    }

    /** Averages losses and metrics over each so many steps and tells listeners; 0 for no epochs. */
    public Trainer<B> stepsPerEpoch(int count) {
        require(count >= 0, "steps per epoch: expected 0 or more, found %s", count);
        stepsPerEpoch = count;
        return this;
    }

    /** Makes each step on the mean gradient of so many batches, which need the memory of one. */
    public Trainer<B> accumulating(int batches) {
        require(batches >= 1, "accumulating: expected 1 batch or more per step, found %s", batches);
        batchesPerStep = batches;
        return this;
    }

    /**
     * Ends the run after the step during which this becomes true. It may be asked from any thread's point of view, such as
     * that of a listener or of a signal: it should read a volatile or atomic value.
     */
    public Trainer<B> stopWhen(BooleanSupplier condition) {
        stop = Objects.requireNonNull(condition, "condition");
        return this;
    }

    /**
     * Asks whether the time is used up, whether to stop and whether to save only before steps whose number, from 0, is a multiple of
     * this: where several machines are equal only after so many steps. 1 unless set.
     */
    public Trainer<B> checkingEvery(int count) {
        require(count >= 1, "checking: expected 1 step or more between two checks, found %s", count);
        stepsBetweenChecks = count;
        return this;
    }

    /**
     * Frees each batch after its step, where its arrays are made for one step:
     * {@code batch -> batch.values().forEach(INDArray::close)}. Without it batches stay with whoever made them.
     */
    public Trainer<B> releasing(Consumer<? super B> free) {
        release = Objects.requireNonNull(free, "releasing");
        return this;
    }

    /**
     * Counts on from an interruption.
     *
     * @param done steps before it
     * @param seconds that they took
     */
    public Trainer<B> resumingAfter(int done, double seconds) {
        require(done >= 0 && seconds >= 0, "resuming: expected 0 steps and seconds or more, found %s", done);
        stepsDone = done;
        secondsUsed = seconds;
        return this;
    }

    /**
     * Trains on what a source gives, which has no end: steps or minutes must be limited.
     *
     * @return the steps of this run, without those before an interruption
     * @throws IllegalArgumentException without a learning rate, or without limits
     * @throws NonFiniteLossException naming the loss, the step and the batch
     */
    public TrainingHistory run(Supplier<? extends B> batches) {
        Objects.requireNonNull(batches, "batches");
        require(
                steps < Integer.MAX_VALUE || limit > 0,
                "limits: expected steps(...) or minutes(...) for a source without end, found %s",
                "neither");
        return run(Stream.<B>generate(batches).iterator());
    }

    /** Like {@link #run(Supplier)}; ends with the last batch where that comes before the limits. */
    public TrainingHistory run(Iterator<? extends B> batches) {
        Objects.requireNonNull(batches, "batches");
        require(schedule != null, "learning rate: expected a rate or a schedule, found %s", "none");
        RunReports reports = new RunReports(listeners, stepsPerEpoch);
        try {
            reports.begin(steps, limit / SECONDS_PER_MINUTE);
            reports.end(train(batches, reports));
        } finally {
            reports.over();
        }
        return reports.history();
    }

    private TrainingHistory.Ending train(Iterator<? extends B> batches, RunReports reports) {
        TimedSteps<B> timed = new TimedSteps<>(runner, release, new TimedSteps.Clock(nanoTime, secondsUsed));
        checkpoints.begin(secondsUsed);
        Optional<TrainingHistory.Ending> end = Optional.empty();
        if (validation != null && validation.isMissing(stepsDone)) {
            end = validate(timed, stepsDone, reports);
        }
        for (int step = stepsDone; end.isEmpty() && step < steps; step++) {
            end = step(step, timed, batches, reports);
        }
        return end.orElse(TrainingHistory.Ending.STEPS);
    }

    /** A step, counted from 0, and a validation after it where one is due; what ends the run before or after it, if anything. */
    private Optional<TrainingHistory.Ending> step(
            int step, TimedSteps<B> timed, Iterator<? extends B> batches, RunReports reports) {
        double elapsed = timed.elapsed();
        if (step % stepsBetweenChecks == 0) {
            if (stop.getAsBoolean()) {
                return Optional.of(TrainingHistory.Ending.STOPPED);
            }
            if (limit > 0 && elapsed >= limit) {
                return Optional.of(TrainingHistory.Ending.MINUTES);
            }
            checkpoints.saveIfDue(step, elapsed);
        }
        double rate = schedule.rate(step, limit == 0 ? 0 : elapsed / limit);
        List<B> next = TimedSteps.take(batches, batchesPerStep);
        if (next.isEmpty()) {
            return Optional.of(TrainingHistory.Ending.BATCHES);
        }
        reports.add(timed.step(next, step + 1, rate));
        return validation != null && validation.isDue(step + 1) ? validate(timed, step + 1, reports) : Optional.empty();
    }

    /** Validates; what ends the run then, if anything. */
    private Optional<TrainingHistory.Ending> validate(TimedSteps<B> timed, int step, RunReports reports) {
        try {
            reports.add(validation.validate(step, timed::measure));
            return validation.isOver() ? Optional.of(TrainingHistory.Ending.PATIENCE) : Optional.empty();
        } catch (CancellationException e) {
            return Optional.of(TrainingHistory.Ending.STOPPED);
        }
    }

    private static void require(boolean condition, String message, Object found) {
        if (!condition) {
            throw new IllegalArgumentException("trainer: " + String.format(message, found));
        }
    }

    /**
     * The batches of an ND4J or DL4J iterator as placeholders by name, several times over.
     *
     * @param features the placeholder of each feature array, in order
     * @param labels the placeholder of each label array, in order
     * @param epochs passes; more than one needs an iterator that can be reset
     * @return batches whose arrays stay the iterator's; its {@code next} throws IllegalArgumentException where there are more or
     *     fewer arrays than names, or mask arrays
     */
    public static Iterator<Map<String, INDArray>> placeholders(
            MultiDataSetIterator data, List<String> features, List<String> labels, int epochs) {
        return new MultiDataSetBatches(data, features, labels, epochs);
    }

    /**
     * A loss, or the gradient, became infinite or not a number: the run has failed. The step left the weights as they were, and
     * nothing was saved since.
     */
    public static final class NonFiniteLossException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NonFiniteLossException(String name, StepReport step, String batch, String explained) {
            super("Training step " + step.step() + ": expected finite losses, found " + name + " among "
                    + step.losses().losses() + ", gradient norm " + step.gradientNorm() + ", on " + batch
                    + ", at learning rate " + step.learningRate() + ". "
                    + (explained.isEmpty() ? "" : explained + " ")
                    + "Lower the learning rate, lengthen its warm-up, or look at the data of this step.");
        }
    }
}
