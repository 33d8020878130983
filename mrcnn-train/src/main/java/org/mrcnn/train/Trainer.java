// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * The training loop for any graph: takes a batch, makes a step, notifies listeners, and at intervals validates and saves, until
 * steps, minutes, batches or patience are used up. A loss that is not finite ends the run with an exception.
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
 * <p>A trainer is used for one run, in one thread.
 *
 * @param <B> type of a batch
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

    /** A learning rate schedule: the rate of each step. */
    @FunctionalInterface
    public interface Schedule {
        /**
         * Returns the learning rate of a step.
         *
         * @param step number of the step, from 0
         * @param timeUsed elapsed time divided by the time limit; 0 without a time limit
         */
        double rate(int step, double timeUsed);
    }

    /** Saves the state of a run between two steps, completely or not at all. */
    @FunctionalInterface
    public interface Saver {
        /**
         * Saves the state.
         *
         * @param steps number of steps made, including those before an interruption
         * @param seconds duration of these steps
         */
        void save(int steps, double seconds) throws IOException;
    }

    private Trainer(TrainStep<B> runner) {
        this.runner = Objects.requireNonNull(runner, "step");
    }

    /** Creates a loop that makes the given step. The caller still has to close the step. */
    public static <B> Trainer<B> of(TrainStep<B> step) {
        return new Trainer<>(step);
    }

    /**
     * Sets a constant learning rate. A rate or a schedule is required.
     *
     * @param rate the rate, 0 or more
     */
    public Trainer<B> learningRate(double rate) {
        return learningRate(LearningRate.constant(rate));
    }

    /** Sets a learning rate schedule, such as a {@link LearningRate}. A rate or a schedule is required. */
    public Trainer<B> learningRate(Schedule rates) {
        schedule = Objects.requireNonNull(rates, "rates");
        return this;
    }

    /** Sets the maximum number of steps, including those before an interruption. */
    public Trainer<B> steps(int most) {
        require(most >= 0, "steps: expected 0 or more, found %s", most);
        steps = most;
        return this;
    }

    /** Sets the maximum duration in minutes, including the time before an interruption; 0 for no limit. */
    public Trainer<B> minutes(double most) {
        require(
                most >= 0 && most < Double.POSITIVE_INFINITY,
                "minutes: expected 0 or more, with 0 for no limit, found %s",
                most);
        limit = most * SECONDS_PER_MINUTE;
        return this;
    }

    /**
     * Sets the clock that measures time, for example one that several machines share. It returns nanoseconds since an arbitrary
     * moment, and is read once at the start and after each step and validation.
     */
    public Trainer<B> clock(LongSupplier nanoseconds) {
        nanoTime = Objects.requireNonNull(nanoseconds, "clock");
        return this;
    }

    /** Adds a listener, called after the listeners added before it. */
    public Trainer<B> listener(TrainingListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Saves the run at intervals, before a step. An IOException is logged, and saving is tried again after the next interval.
     *
     * @param minutes the interval; 0 to save never
     */
    public Trainer<B> saving(double minutes, Saver to) {
        require(minutes >= 0, "saving: expected 0 or more minutes, found %s", minutes);
        checkpoints = new Checkpoints(minutes * SECONDS_PER_MINUTE, Objects.requireNonNull(to, "saver"));
        return this;
    }

    /** Adds validations during the run. */
    public Trainer<B> validating(Validation with) {
        validation = Objects.requireNonNull(with, "validation").complete();
        return this;
    }

    /**
     * Sets the number of steps per epoch. After each epoch, listeners receive the means of its losses and metrics. 0 for no
     * epochs.
     */
    public Trainer<B> stepsPerEpoch(int count) {
        require(count >= 0, "steps per epoch: expected 0 or more, found %s", count);
        stepsPerEpoch = count;
        return this;
    }

    /** Sets the number of batches whose mean gradient is used for each step. They need the memory of one batch. */
    public Trainer<B> accumulating(int batches) {
        require(batches >= 1, "accumulating: expected 1 batch or more per step, found %s", batches);
        batchesPerStep = batches;
        return this;
    }

    /**
     * Ends the run after the step during which the condition becomes true. The condition may be set by a listener, a signal
     * handler or another thread: it should read a volatile or atomic value.
     */
    public Trainer<B> stopWhen(BooleanSupplier condition) {
        stop = Objects.requireNonNull(condition, "condition");
        return this;
    }

    /**
     * Sets how often the trainer checks whether the time is used up, whether to stop, and whether to save: before every step
     * whose number, from 0, is a multiple of {@code count}. 1 unless set. Larger numbers are for several machines whose weights
     * are equal only every {@code count} steps.
     */
    public Trainer<B> checkingEvery(int count) {
        require(count >= 1, "checking: expected 1 step or more between two checks, found %s", count);
        stepsBetweenChecks = count;
        return this;
    }

    /**
     * Sets a function that frees each batch after its step, for batches whose arrays are made for a single step: {@code batch
     * -> batch.values().forEach(INDArray::close)}. Without it, the trainer does not free batches.
     */
    public Trainer<B> releasing(Consumer<? super B> free) {
        release = Objects.requireNonNull(free, "releasing");
        return this;
    }

    /**
     * Continues the count of an interrupted run.
     *
     * @param done number of steps before the interruption
     * @param seconds duration of these steps
     */
    public Trainer<B> resumingAfter(int done, double seconds) {
        require(done >= 0, "resuming: expected 0 steps or more, found %s", done);
        require(
                seconds >= 0 && seconds < Double.POSITIVE_INFINITY,
                "resuming: expected 0 seconds or more, found %s",
                seconds);
        stepsDone = done;
        secondsUsed = seconds;
        return this;
    }

    /**
     * Trains on batches from an endless source. Steps or minutes must be limited.
     *
     * @return the history of this run, without the steps before an interruption
     * @throws IllegalArgumentException if there is no learning rate, or no limit
     * @throws NonFiniteLossException if a loss or the gradient is not finite; the message names it, the step and the batch
     */
    public TrainingHistory run(Supplier<? extends B> batches) {
        Objects.requireNonNull(batches, "batches");
        require(
                steps < Integer.MAX_VALUE || limit > 0,
                "limits: expected steps(...) or minutes(...) for a source without end, found %s",
                "neither");
        return run(Stream.<B>generate(batches).iterator());
    }

    /** Like {@link #run(Supplier)}, but limits are optional: the run also ends after the last batch. */
    public TrainingHistory run(Iterator<? extends B> batches) {
        Objects.requireNonNull(batches, "batches");
        require(schedule != null, "learning rate: expected a rate or a schedule, found %s", "none");
        RunReports reports = new RunReports(listeners, stepsPerEpoch);
        try {
            reports.begin(steps, limit / SECONDS_PER_MINUTE);
            reports.end(loop(reports).run(stepsDone, () -> TimedSteps.take(batches, batchesPerStep)));
        } finally {
            reports.over();
        }
        return reports.history();
    }

    private TrainingLoop<B> loop(RunReports reports) {
        return new TrainingLoop<>(
                new TimedSteps<>(runner, release, new TimedSteps.Clock(nanoTime, secondsUsed)),
                schedule,
                new TrainingLoop.Limits(steps, limit, stop, stepsBetweenChecks),
                new TrainingLoop.Between(checkpoints, validation),
                reports);
    }

    private static void require(boolean condition, String message, Object found) {
        if (!condition) {
            throw new IllegalArgumentException("trainer: " + String.format(message, found));
        }
    }

    /**
     * Returns the batches of an ND4J or DL4J iterator as arrays by placeholder name, for one or several passes.
     *
     * @param features the names of the placeholders for the feature arrays, in order
     * @param labels the names of the placeholders for the label arrays, in order
     * @param epochs number of passes; more than one requires an iterator that can be reset
     * @return the batches, whose arrays belong to {@code data}; {@code next} throws IllegalArgumentException if the numbers of
     *     arrays and names differ, or there are mask arrays
     */
    public static Iterator<Map<String, INDArray>> placeholders(
            MultiDataSetIterator data, List<String> features, List<String> labels, int epochs) {
        return new MultiDataSetBatches(data, features, labels, epochs);
    }

    /**
     * Thrown when a loss or the gradient becomes infinite or NaN, which ends the run. The failed step does not change the
     * weights, and nothing is saved after it.
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
