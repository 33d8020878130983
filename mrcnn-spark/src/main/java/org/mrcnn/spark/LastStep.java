// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.AccumulatorV2;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingListener;
import scala.Product;
import scala.collection.Iterable;
import scala.collection.Iterator;

/**
 * A description of the last step of a run, which is sent from the first machine to the driver with the heartbeats of its
 * executor.
 */
final class LastStep extends AccumulatorV2<String, String> implements TrainingListener {

    private static final long serialVersionUID = 1L;

    /** The name of the accumulator. */
    static final String NAME = "mrcnn training";

    private String line = "";
    private int steps;

    @Override
    public void onStart(int mostSteps, double minutes) {
        steps = mostSteps;
    }

    @Override
    public void onStep(StepReport report) {
        add(String.format(
                Locale.ROOT,
                "step %d%s, %.0f s, loss %.4f, %.2f s per step",
                report.step(),
                steps == Integer.MAX_VALUE ? "" : " of " + steps,
                report.elapsedSeconds(),
                report.losses().total(),
                report.stepSeconds()));
    }

    @Override
    public boolean isZero() {
        return line.isEmpty();
    }

    @Override
    public AccumulatorV2<String, String> copy() {
        LastStep copy = new LastStep();
        copy.line = line;
        return copy;
    }

    @Override
    public void reset() {
        line = "";
    }

    @Override
    public void add(String next) {
        line = next;
    }

    @Override
    public void merge(AccumulatorV2<String, String> other) {
        line = other.isZero() ? line : other.value();
    }

    @Override
    public String value() {
        return line;
    }

    /** Calls a callback at each heartbeat that has a new step. */
    static final class Heard extends SparkListener {
        private final Consumer<String> told;
        private String last = "";

        Heard(Consumer<String> told) {
            this.told = told;
        }

        @Override
        public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
            Iterator<?> tasks = iterator(update.productElement(1));
            while (tasks.hasNext()) {
                Iterator<?> updates = iterator(((Product) tasks.next()).productElement(3));
                while (updates.hasNext()) {
                    tell((AccumulableInfo) updates.next());
                }
            }
        }

        /**
         * Returns an iterator over a sequence. The type of a sequence differs between Scala 2.12 and 2.13, so only what all
         * collections have can be used.
         */
        private static Iterator<?> iterator(Object sequence) {
            return ((Iterable<?>) sequence).iterator();
        }

        private void tell(AccumulableInfo info) {
            String line =
                    info.update().isEmpty() ? "" : String.valueOf(info.update().get());
            if (info.name().contains(NAME) && !line.isEmpty() && !line.equals(last)) {
                last = line;
                told.accept(line);
            }
        }
    }
}
