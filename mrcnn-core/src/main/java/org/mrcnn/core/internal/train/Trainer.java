package org.mrcnn.core.internal.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.train.StepRecord;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingListener;

/**
 * Runs training steps until the steps or the minutes of its configuration are used up. Ends at the first loss that is not
 * finite. For one run in one thread.
 */
public final class Trainer {
    private static final double NANO = 1e-9;
    private static final int SECONDS_A_MINUTE = 60;

    private final TrainConfig config;
    private final StepRunner runner;
    private final Supplier<TrainingBatch> batches;
    private final Saving saving;
    private final List<TrainingListener> listeners;
    private final LongSupplier nanoTime;

    /**
     * How a run is written down on its way.
     *
     * @param minutes between two savings; 0 for none
     */
    public record Saving(ModelSaver saver, double minutes) {

        /** Checks the interval. */
        public Saving {
            if (!(minutes >= 0)) {
                throw new IllegalArgumentException("saving: expected 0 or more minutes, found " + minutes);
            }
        }

        private boolean isDue(double secondsSince) {
            return minutes > 0 && secondsSince >= minutes * SECONDS_A_MINUTE;
        }
    }

    /**
     * A run.
     *
     * @param runner closed by the caller
     * @param batches such as the {@code next} of a {@link org.mrcnn.data.internal.loader.BatchLoader}, closed by the caller
     */
    public Trainer(
            TrainConfig config,
            StepRunner runner,
            Supplier<TrainingBatch> batches,
            Saving saving,
            List<TrainingListener> listeners) {
        this(config, runner, batches, saving, listeners, System::nanoTime);
    }

    Trainer(
            TrainConfig config,
            StepRunner runner,
            Supplier<TrainingBatch> batches,
            Saving saving,
            List<TrainingListener> listeners,
            LongSupplier nanoTime) {
        this.config = config;
        this.runner = runner;
        this.batches = batches;
        this.saving = saving;
        this.listeners = List.copyOf(listeners);
        this.nanoTime = nanoTime;
    }

    /** As {@link #run(int, double)}, from the beginning. */
    public TrainingHistory run() throws IOException {
        return run(0, 0);
    }

    /**
     * Trains.
     *
     * @param stepsDone how many steps were done before a break; they count towards the limit, and so do
     * @param secondsUsed the seconds that they took
     * @return the steps of this run
     * @throws NonFiniteLossException naming the loss, the step and the images
     * @throws IOException when the run cannot be saved
     */
    public TrainingHistory run(int stepsDone, double secondsUsed) throws IOException {
        List<StepRecord> steps = new ArrayList<>();
        try {
            train(stepsDone, secondsUsed, steps);
        } finally {
            TrainingHistory history = new TrainingHistory(steps);
            listeners.forEach(listener -> listener.onEnd(history));
        }
        return new TrainingHistory(steps);
    }

    private void train(int stepsDone, double secondsUsed, List<StepRecord> steps) throws IOException {
        LearningRateSchedule schedule = new LearningRateSchedule(config);
        double limit = config.minutes() * SECONDS_A_MINUTE;
        long start = nanoTime.getAsLong();
        double elapsed = secondsUsed;
        double saved = secondsUsed;
        for (int step = stepsDone; step < config.steps() && (limit == 0 || elapsed < limit); step++) {
            if (saving.isDue(elapsed - saved)) {
                saving.saver().save(step, elapsed);
                saved = elapsed;
            }
            double rate = schedule.rate(step, limit == 0 ? 0 : elapsed / limit);
            TrainingBatch batch = batches.get();
            StepReport report = runner.step(batch, rate);
            double before = elapsed;
            elapsed = secondsUsed + (nanoTime.getAsLong() - start) * NANO;
            requireFinite(report, step + 1, batch, rate);
            StepRecord record =
                    new StepRecord(step + 1, elapsed, elapsed - before, rate, report.gradientNorm(), report.losses());
            steps.add(record);
            listeners.forEach(listener -> listener.onStep(record));
        }
    }

    private static void requireFinite(StepReport report, int step, TrainingBatch batch, double rate) {
        Optional<String> bad = report.losses().firstNonFinite();
        if (bad.isEmpty() && !Double.isFinite(report.gradientNorm())) {
            bad = Optional.of("a gradient that is not finite");
        }
        if (bad.isPresent()) {
            throw new NonFiniteLossException(bad.get(), step, report, batch, rate);
        }
    }
}
