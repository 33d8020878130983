package org.mrcnn.core.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.loader.TrainingBatch;

/**
 * Runs training steps until the steps or the minutes of its configuration are used up, then saves. Ends at the first loss
 * that is not finite, without saving. For one run in one thread.
 */
public final class Trainer {
    private static final double NANO = 1e-9;
    private static final int SECONDS_A_MINUTE = 60;

    private final TrainConfig config;
    private final StepRunner runner;
    private final Supplier<TrainingBatch> batches;
    private final ModelSaver saver;
    private final int saveEvery;
    private final List<TrainingListener> listeners;
    private final LongSupplier nanoTime;

    /**
     * A run.
     *
     * @param runner closed by the caller
     * @param batches such as the {@code next} of a {@link org.mrcnn.data.loader.BatchLoader}, closed by the caller
     * @param saver called at the end, and in between where {@code saveEvery} is above 0
     * @param saveEvery steps between savings; 0 = at the end only
     */
    public Trainer(
            TrainConfig config,
            StepRunner runner,
            Supplier<TrainingBatch> batches,
            ModelSaver saver,
            int saveEvery,
            List<TrainingListener> listeners) {
        this(config, runner, batches, saver, saveEvery, listeners, System::nanoTime);
    }

    Trainer(
            TrainConfig config,
            StepRunner runner,
            Supplier<TrainingBatch> batches,
            ModelSaver saver,
            int saveEvery,
            List<TrainingListener> listeners,
            LongSupplier nanoTime) {
        if (saveEvery < 0) {
            throw new IllegalArgumentException("saveEvery: expected 0 or more steps, found " + saveEvery);
        }
        this.config = config;
        this.runner = runner;
        this.batches = batches;
        this.saver = saver;
        this.saveEvery = saveEvery;
        this.listeners = List.copyOf(listeners);
        this.nanoTime = nanoTime;
    }

    /**
     * Trains and saves.
     *
     * @return all steps
     * @throws NonFiniteLossException naming the loss, the step and the images
     * @throws IOException when the model cannot be saved
     */
    public TrainingHistory run() throws IOException {
        List<StepRecord> steps = new ArrayList<>();
        try {
            train(steps);
        } finally {
            TrainingHistory history = new TrainingHistory(steps);
            listeners.forEach(listener -> listener.onEnd(history));
        }
        saver.save(steps.size());
        return new TrainingHistory(steps);
    }

    private void train(List<StepRecord> steps) throws IOException {
        LearningRateSchedule schedule = new LearningRateSchedule(config);
        double limit = config.minutes() * SECONDS_A_MINUTE;
        long start = nanoTime.getAsLong();
        double elapsed = 0;
        for (int step = 0; step < config.steps() && (limit == 0 || elapsed < limit); step++) {
            if (saveEvery > 0 && step > 0 && step % saveEvery == 0) {
                saver.save(step);
            }
            double rate = schedule.rate(step, limit == 0 ? 0 : elapsed / limit);
            TrainingBatch batch = batches.get();
            StepReport report = runner.step(batch, rate);
            double before = elapsed;
            elapsed = (nanoTime.getAsLong() - start) * NANO;
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
