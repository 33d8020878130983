// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.train.internal.LossMeans;

/**
 * Evaluates validation data during a run, saves the best weights, and stops a run that no longer improves:
 *
 * <pre>{@code
 * trainer.validating(Validation.every(500, Validation.losses(step, () -> batches.iterator()))
 *         .best("total_loss", (steps, seconds) -> save(file))
 *         .patience(5))
 * }</pre>
 *
 * <p>With {@link #best}, a metric whose name ends in "loss" is better when lower, any other metric when higher; with {@link
 * #lowest} or {@link #highest}, the name does not matter. An instance is used for one run.
 */
public final class Validation {
    private static final String BEST = "best";
    private static final String SINCE = "validationsSinceBest";
    private static final String LAST = "lastValidation";

    private final int steps;
    private final Source source;
    private String metric = "";
    private boolean lowest;
    private Trainer.Saver saver;
    private int patience;
    private double best = Double.NaN;
    private int since;
    /** Step of the last validation; negative if unknown, for a run saved by an earlier version. */
    private int last;

    /** Computes losses and metrics on validation data with the current weights. */
    @FunctionalInterface
    public interface Source {
        /**
         * Returns the values by name.
         *
         * @throws java.util.concurrent.CancellationException if the validation must stop early: the run then ends, and a
         *     resumed run starts with this validation
         */
        Map<String, Double> values();
    }

    private Validation(int steps, Source source) {
        if (steps < 1) {
            throw new IllegalArgumentException("validation: expected 1 step or more between two, found " + steps);
        }
        this.steps = steps;
        this.source = Objects.requireNonNull(source, "source");
    }

    /** Creates a validation after every {@code steps} steps, 1 or more. */
    public static Validation every(int steps, Source source) {
        return new Validation(steps, source);
    }

    /**
     * Returns a source of the mean losses and metrics over batches, and of total_loss.
     *
     * @param batches returns a new iterator over the batches for each validation
     * @return the source; it throws IllegalArgumentException if there is no batch
     */
    public static <B> Source losses(TrainStep<B> step, Supplier<? extends Iterator<? extends B>> batches) {
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(batches, "batches");
        return () -> {
            LossMeans means = new LossMeans();
            batches.get().forEachRemaining(batch -> means.add(step.evaluate(batch)));
            if (means.isEmpty()) {
                throw new IllegalArgumentException("validation: expected one batch or more, found none; return a new"
                        + " iterator for each validation, as an iterator is used up by one");
            }
            return values(means.mean());
        };
    }

    /** Returns the losses, metrics and total_loss of a report in one map, by name. */
    public static Map<String, Double> values(LossReport report) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(Objective.TOTAL, report.total());
        values.putAll(report.losses());
        values.putAll(report.metrics());
        return values;
    }

    /**
     * Sets the metric to watch.
     *
     * @param name the name of one of the values
     * @param improved saves the weights each time the metric is the best so far; a failure to write is logged
     */
    public Validation best(String name, Trainer.Saver improved) {
        metric = Objects.requireNonNull(name, "name");
        lowest = name.endsWith("loss");
        saver = Objects.requireNonNull(improved, "improved");
        return this;
    }

    /** Like {@link #best}, for a value that is better when lower whatever its name, such as an error in pixels. */
    public Validation lowest(String name, Trainer.Saver improved) {
        best(name, improved);
        lowest = true;
        return this;
    }

    /** Like {@link #best}, for a value that is better when higher whatever its name. */
    public Validation highest(String name, Trainer.Saver improved) {
        best(name, improved);
        lowest = false;
        return this;
    }

    /** Ends the run when the watched metric has not improved in this number of validations; 0 for never. */
    public Validation patience(int validations) {
        if (validations < 0) {
            throw new IllegalArgumentException("validation: expected a patience of 0 or more, found " + validations);
        }
        patience = validations;
        return this;
    }

    /**
     * Returns the state needed to resume: the best value so far, the number of validations since, and the step of the last
     * validation.
     */
    public Map<String, Double> state() {
        Map<String, Double> state = new LinkedHashMap<>(Map.of(LAST, (double) last));
        if (!Double.isNaN(best)) {
            state.put(BEST, best);
            state.put(SINCE, (double) since);
        }
        return state;
    }

    /** Restores a state that {@link #state} returned. */
    public Validation restore(Map<String, Double> state) {
        best = state.getOrDefault(BEST, Double.NaN);
        since = state.getOrDefault(SINCE, 0.0).intValue();
        last = state.getOrDefault(LAST, state.isEmpty() ? 0.0 : -1.0).intValue();
        return this;
    }

    /** Returns this, after checking that there is a metric to watch if there is a patience. */
    Validation complete() {
        if (patience > 0 && metric.isEmpty()) {
            throw new IllegalArgumentException("validation: expected a metric to watch with a patience of " + patience
                    + ", found none; name it by best(...)");
        }
        return this;
    }

    boolean isDue(int step) {
        return step % steps == 0;
    }

    /** Returns whether the validation after the last step before an interruption is missing. */
    boolean isMissing(int stepsDone) {
        return stepsDone > 0 && isDue(stepsDone) && last >= 0 && last < stepsDone;
    }

    /** Validates; {@code clock} returns the elapsed time, read after the validation. */
    ValidationReport validate(int step, Supplier<Double> clock) {
        Map<String, Double> values = source.values();
        last = step;
        boolean improved = !metric.isEmpty() && improved(values);
        double elapsed = clock.get();
        if (improved) {
            Checkpoints.saveOrWarn("The best model, of step " + step, saver, step, elapsed);
        }
        return new ValidationReport(step, elapsed, values, improved);
    }

    private boolean improved(Map<String, Double> values) {
        if (!values.containsKey(metric)) {
            throw new IllegalArgumentException(
                    "validation: expected a metric among " + values.keySet() + " to watch, found " + metric);
        }
        double value = values.get(metric);
        boolean better = Double.isFinite(value) && (Double.isNaN(best) || (lowest ? value < best : value > best));
        since = better ? 0 : since + 1;
        best = better ? value : best;
        return better;
    }

    /** Returns whether the patience is used up. */
    boolean isOver() {
        return patience > 0 && since >= patience;
    }
}
