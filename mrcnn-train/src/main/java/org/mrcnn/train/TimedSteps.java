// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Makes steps, measures their duration, and throws an exception if a loss is not finite. */
final class TimedSteps<B> {
    private static final double NANO = 1e-9;

    private final TrainStep<B> runner;
    private final Consumer<? super B> release;
    private final Clock clock;
    private double elapsed;

    /**
     * The clock of a run.
     *
     * @param secondsBefore seconds before an interruption
     */
    record Clock(LongSupplier nanoTime, double secondsBefore, long start) {
        Clock(LongSupplier nanoTime, double secondsBefore) {
            this(nanoTime, secondsBefore, nanoTime.getAsLong());
        }

        double now() {
            return secondsBefore + (nanoTime.getAsLong() - start) * NANO;
        }
    }

    TimedSteps(TrainStep<B> runner, Consumer<? super B> release, Clock clock) {
        this.runner = runner;
        this.release = release;
        this.clock = clock;
        elapsed = clock.secondsBefore();
    }

    /** Returns the elapsed seconds at the last reading of the clock. */
    double elapsed() {
        return elapsed;
    }

    /** Reads the clock, so that the time until now does not count for the next step. */
    double measure() {
        elapsed = clock.now();
        return elapsed;
    }

    /** Returns the batches of a step; fewer than wanted if there are no more. */
    static <B> List<B> take(Iterator<? extends B> batches, int wanted) {
        List<B> next = new ArrayList<>();
        while (next.size() < wanted && batches.hasNext()) {
            next.add(batches.next());
        }
        return next;
    }

    /**
     * Makes a step and frees its batches.
     *
     * @throws Trainer.NonFiniteLossException if a loss or the gradient is not finite; the message names it, the step and the
     *     batches
     */
    StepReport step(List<B> batches, int number, double rate) {
        double before = elapsed;
        try {
            TrainStep.Result result =
                    batches.size() == 1 ? runner.step(batches.get(0), rate) : runner.step(batches, rate);
            elapsed = clock.now();
            StepReport report =
                    new StepReport(number, elapsed, elapsed - before, rate, result.gradientNorm(), result.losses());
            requireFinite(report, batches);
            return report;
        } finally {
            batches.forEach(release);
        }
    }

    private void requireFinite(StepReport report, List<B> batches) {
        Optional<String> bad = report.losses().firstNonFinite();
        if (bad.isEmpty() && !Double.isFinite(report.gradientNorm())) {
            bad = Optional.of("a gradient that is not finite");
        }
        if (bad.isPresent()) {
            String described = batches.stream().map(runner::describe).collect(Collectors.joining("; "));
            throw new Trainer.NonFiniteLossException(bad.get(), report, described, explained(batches));
        }
    }

    /** Returns the explanation of a failed step. An exception thrown here must not hide the failure that is explained. */
    private String explained(List<B> batches) {
        try {
            return runner.explain(batches);
        } catch (RuntimeException | OutOfMemoryError e) {
            return "Its cause could not be looked for: " + e + ".";
        }
    }
}
