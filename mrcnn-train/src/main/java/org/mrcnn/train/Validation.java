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
 * Looks at validation data during a run, keeps the best weights, and stops a run that no longer improves:
 *
 * <pre>{@code
 * trainer.validating(Validation.every(500, Validation.losses(step, () -> batches.iterator()))
 *         .best("total_loss", (steps, seconds) -> save(file))
 *         .patience(5))
 * }</pre>
 *
 * <p>A metric whose name ends in "loss" should fall, any other should rise. For one run.
 */
public final class Validation {
    private static final String BEST = "best";
    private static final String SINCE = "validationsSinceBest";
    private static final String LAST = "lastValidation";

    private final int steps;
    private final Source source;
    private String metric = "";
    private Trainer.Saver saver;
    private int patience;
    private double best = Double.NaN;
    private int since;
    /** Step of the last one; negative where nobody knows, of a run that an earlier version wrote. */
    private int last;

    /** Computes losses and metrics on validation data with the weights of this moment. */
    @FunctionalInterface
    public interface Source {
        /**
         * The values by name.
         *
         * @throws java.util.concurrent.CancellationException if it is to stop before its end: the run stops, and when it is
         *     resumed, it begins with this validation
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

    /** A validation after each so many steps. */
    public static Validation every(int steps, Source source) {
        return new Validation(steps, source);
    }

    /**
     * The mean losses and metrics of batches, and total_loss.
     *
     * @param batches begins again for each validation
     */
    public static <B> Source losses(TrainStep<B> step, Supplier<? extends Iterator<? extends B>> batches) {
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(batches, "batches");
        return () -> {
            LossMeans means = new LossMeans();
            batches.get().forEachRemaining(batch -> means.add(step.evaluate(batch)));
            return means.isEmpty() ? Map.of() : values(means.mean());
        };
    }

    /** Losses, metrics and total_loss of a report as one map. */
    public static Map<String, Double> values(LossReport report) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(Objective.TOTAL, report.total());
        values.putAll(report.losses());
        values.putAll(report.metrics());
        return values;
    }

    /**
     * Watches a metric.
     *
     * @param name among the values
     * @param improved saves the weights each time that it is better than ever before; a disk that refuses is logged
     */
    public Validation best(String name, Trainer.Saver improved) {
        metric = Objects.requireNonNull(name, "name");
        saver = Objects.requireNonNull(improved, "improved");
        return this;
    }

    /** Ends the run when the watched metric has not improved in so many validations; 0 for never. */
    public Validation patience(int validations) {
        if (validations < 0) {
            throw new IllegalArgumentException("validation: expected a patience of 0 or more, found " + validations);
        }
        patience = validations;
        return this;
    }

    /** What must be kept to resume: the best value so far and how long ago it was. */
    public Map<String, Double> state() {
        Map<String, Double> state = new LinkedHashMap<>(Map.of(LAST, (double) last));
        if (!Double.isNaN(best)) {
            state.put(BEST, best);
            state.put(SINCE, (double) since);
        }
        return state;
    }

    /** Resumes with what {@link #state} gave. */
    public Validation restore(Map<String, Double> state) {
        best = state.getOrDefault(BEST, Double.NaN);
        since = state.getOrDefault(SINCE, 0.0).intValue();
        last = state.getOrDefault(LAST, state.isEmpty() ? 0.0 : -1.0).intValue();
        return this;
    }

    /** This, refused where its patience has nothing to watch. */
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

    /** Whether the validation after the last step before an interruption was not made. */
    boolean isMissing(int stepsDone) {
        return stepsDone > 0 && isDue(stepsDone) && last >= 0 && last < stepsDone;
    }

    /** Validates; {@code clock} tells the time after it. */
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
        boolean better = Double.isFinite(value)
                && (Double.isNaN(best) || (metric.endsWith("loss") ? value < best : value > best));
        since = better ? 0 : since + 1;
        best = better ? value : best;
        return better;
    }

    /** Whether patience is at its end. */
    boolean isOver() {
        return patience > 0 && since >= patience;
    }
}
