// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.internal.train.StepInputs;
import org.mrcnn.core.internal.train.ValidationLosses;
import org.mrcnn.core.internal.train.ValidationPass;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.train.TrainStep;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.internal.PeakMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The steps of one training run, for a custom loop:
 *
 * <pre>{@code
 * try (TrainingSession session = Training.of(model, data).open()) {
 *     while (session.steps() < 1000) {
 *         TrainStep.Result result = session.step(session.nextBatch(), 1e-3);
 *         // stop, change the rate, or call model.detect(...): it uses the weights of this moment
 *     }
 * }
 * model.save(file);
 * }</pre>
 *
 * <p>A session is also a {@link TrainStep}: {@code Trainer.of(session).learningRate(...).steps(...).run(session::nextBatch)} is
 * a loop with another learning rate schedule. Closing the session ends the training: the model keeps the weights reached, and
 * its provenance then names the data set and counts the steps. Not thread-safe.
 */
public final class TrainingSession implements TrainStep<TrainingSession.Batch> {

    private final MaskRcnn model;
    private final RunSettings settings;
    private final MaskRcnnConfig config;
    private final PeakMemory peak = new PeakMemory();
    private final RunProgress progress;
    private final AnchorArrays anchors;
    private final StageRunner stages;
    private final FirstEpoch firstEpoch;
    private boolean closed;

    /** The images and annotations of one step. */
    public static final class Batch {
        private final TrainingBatch arrays;
        private final long number;

        private Batch(TrainingBatch arrays, long number) {
            this.arrays = arrays;
            this.number = number;
        }

        private StepInputs inputs(GraphStep step) {
            return step.inputs(arrays, number);
        }

        /** Returns the names of the images. */
        public List<String> imageNames() {
            return arrays.imageNames();
        }

        /** Returns the ids of the images. */
        public long[] imageIds() {
            return arrays.imageIds().clone();
        }

        @Override
        public String toString() {
            List<String> images = new ArrayList<>();
            for (int i = 0; i < arrays.size(); i++) {
                images.add(arrays.imageNames().get(i) + " (id " + arrays.imageIds()[i] + ")");
            }
            return "images " + images;
        }
    }

    TrainingSession(MaskRcnn model, Dataset data, RunSettings settings) {
        this.model = model;
        this.settings = settings;
        config = model.config().withTrain(settings.train()).validate();
        DatasetDigest digest = DatasetDigest.of(data);
        model.use().beginTraining();
        AnchorArrays made = null;
        try (TrainingState state = SessionChecks.startingState(settings.resume())) {
            SessionChecks.requireData(model, data, digest, state);
            SessionChecks.requireResumable(model, settings.train(), settings.resume());
            SessionChecks.requireSameOnMachines(settings.machine(), digest, config);
            Dataset images = DataSettings.trained(usable(data), settings.train().loading());
            made = new AnchorArrays(DataSettings.anchors(config.rpn()));
            stages = new StageRunner(model, settings, images, made, state);
            boolean all = settings.machine().isAlone(); // one of several machines sees too few objects to warn
            firstEpoch = new FirstEpoch(model.labels(), !all || state.position().epoch() > 0);
            progress =
                    new RunProgress(digest, model.provenance(), config.train().seed(), state);
            anchors = made;
            if (state.steps() > 0) {
                model.resumed(config);
            }
        } catch (RuntimeException | Error e) {
            if (made != null) {
                made.close();
            }
            model.use().endTraining();
            throw e;
        }
    }

    /** Returns the images that the network can take. One that it cannot take is reported before the first step. */
    Dataset usable(Dataset data) {
        return SessionChecks.usable(data, config.image(), settings.badData());
    }

    MaskRcnn model() {
        return model;
    }

    /**
     * Returns the next batch, in the order that the seed determines; waits for the loader's threads. There is always a next
     * batch: after an epoch the next one begins.
     *
     * @throws RuntimeException if an image cannot be used, unless {@link Training#badData} says to skip such images; the
     *     message names the image
     * @throws IllegalStateException if the session is closed
     */
    public Batch nextBatch() {
        requireOpen();
        stages.advance(steps());
        RunBatches batches = stages.batches();
        long number = batches.position().step();
        TrainingBatch next = batches.next();
        firstEpoch.add(next, batches.position().epoch(), batches.dropped());
        return new Batch(next, number);
    }

    /**
     * Makes one step with the configured optimizer: gradients, clipping, update. If a loss or the gradient is not finite, the
     * step does not change the weights, and the result contains the values that are not finite.
     *
     * @param learningRate learning rate of this step, 0 or more
     * @return the losses with the weights before the step, and the norm of the gradient before clipping
     * @throws IllegalStateException if the session is closed
     */
    @Override
    public Result step(Batch batch, double learningRate) {
        requireOpen();
        Result result = step().step(batch.inputs(step()), learningRate);
        countStep(result.gradientNorm());
        return result;
    }

    /**
     * Makes one step with the mean gradient of several batches, using the memory of one batch. The losses in the result are the
     * means over the batches.
     */
    @Override
    public Result step(List<Batch> batches, double learningRate) {
        requireOpen();
        Result result = step().step(inputs(batches), learningRate);
        countStep(result.gradientNorm());
        return result;
    }

    /** {@inheritDoc} The losses are those that {@link #step} would report, on the same randomly selected RoIs. */
    @Override
    public LossReport evaluate(Batch batch) {
        requireOpen();
        return step().evaluate(batch.inputs(step()));
    }

    /**
     * Returns a sentence that names the first tensor of the step that is not finite, its operation and its layer. Also saves
     * the step to the file of {@link Training#brokenStep}, if one is set, and says where the file is, or why saving failed.
     */
    @Override
    public String explain(List<Batch> batches) {
        requireOpen();
        StepDiagnosis diagnosis = new StepDiagnosis(model, step(), inputs(batches));
        Path file = settings.brokenStep();
        String kept = file == null ? "" : " " + diagnosis.save(file, stages.config(), steps() + 1);
        return diagnosis.firstNonFinite() + kept;
    }

    private GraphStep step() {
        return stages.step();
    }

    private List<StepInputs> inputs(List<Batch> batches) {
        return batches.stream().map(batch -> batch.inputs(step())).toList();
    }

    /**
     * Computes losses and gradients without updating the weights. The caller may inspect the gradients, add up those of several
     * batches, or pass them to {@link #update}. With {@code model.normalization: trained}, the moving statistics change as in a
     * step.
     *
     * @param use receives the gradient of each trained weight by name, an array of the weight's shape. The arrays are valid
     *     during the call only: copy what must be kept
     * @return the losses
     */
    public LossReport gradients(Batch batch, Consumer<Map<String, INDArray>> use) {
        requireOpen();
        return step().gradients(batch.inputs(step()), use);
    }

    /**
     * Updates the weights with the configured optimizer and the given gradients. This counts as a step.
     *
     * @param gradients the gradient of each trained weight by name, in the shapes of {@link #gradients}
     * @param learningRate learning rate of this step, 0 or more
     * @return the norm of the gradients before clipping; NaN if a gradient is not finite, in which case no weight changes
     * @throws IllegalArgumentException if the gradient of a trained weight is missing
     */
    public double update(Map<String, INDArray> gradients, double learningRate) {
        requireOpen();
        double norm = step().update(gradients, learningRate);
        countStep(norm);
        return norm;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the training session is closed");
        }
    }

    private void countStep(double norm) {
        if (Double.isFinite(norm)) {
            progress.countStep();
            stages.updated(steps());
        }
        peak.sample();
    }

    /** Returns the training objective: the names and weights of the losses. */
    public Objective objective() {
        return step().objective();
    }

    /** Returns the number of steps made, including those before an interruption. */
    public int steps() {
        return progress.steps();
    }

    /**
     * Saves a checkpoint for {@link Training#resume}. If this fails, an existing file stays as it was.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if weights are not finite; the message names them
     */
    public void saveCheckpoint(Path file) throws IOException {
        saveCheckpoint(file, progress.seconds(), progress.loopBefore());
    }

    void saveCheckpoint(Path file, double seconds, Map<String, Double> loop) throws IOException {
        model.saveCheckpoint(file, config, progress.provenance(), progress.state(seconds, loop, stages));
    }

    /**
     * Computes the losses on validation data, and the average precision of boxes and masks unless {@code
     * train.validation.averagePrecision} is false. Uses the current weights, or their moving average if {@code
     * train.averageDecay} is set. Does not train.
     *
     * @param data the validation images; their labels must be those of the model
     * @return values by name: total_loss, each loss, the metrics, box_ap, box_ap50, mask_ap and mask_ap50
     */
    public Map<String, Double> validate(Dataset data) {
        return validate(data, () -> false);
    }

    /** @throws java.util.concurrent.CancellationException between two images, once {@code stop} is true */
    Map<String, Double> validate(Dataset data, BooleanSupplier stop) {
        requireOpen();
        SessionChecks.requireLabels(model, data, "the validation data have");
        stages.swapAverage();
        try (ValidationLosses losses =
                new ValidationLosses(model.parts(stages.config()), anchors, model.lock(), settings.objective())) {
            return new ValidationPass(data, stages.config(), settings.badData()).run(losses, model::detect, stop);
        } finally {
            stages.swapAverage();
        }
    }

    /**
     * Saves the model as it is now, with the averaged weights if {@code train.averageDecay} is set.
     *
     * @throws IOException if the file cannot be written
     */
    public void saveModel(Path file) throws IOException {
        useAverage();
        try {
            model.saveCheckpoint(file, model.config(), progress.provenance(), null);
        } finally {
            useAverage();
        }
    }

    /**
     * Swaps the weights with their moving average if {@code train.averageDecay} is set; otherwise does nothing. Call it at the
     * end of a custom loop, after the last checkpoint, so that the model has the averaged weights. A second call undoes the
     * first.
     */
    public void useAverage() {
        requireOpen();
        stages.swapAverage();
    }

    RunProgress progress() {
        return progress;
    }

    StageRunner stages() {
        return stages;
    }

    TrainingResult result(TrainingHistory history) {
        return new TrainingResult(
                history, stages.skipped(), stages.batches().dropped(), peak.bytes(), stages.plannedMemory());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (progress.isMade()) {
            model.trained(progress.provenance());
        }
        try {
            stages.close();
            anchors.close();
        } finally {
            model.use().endTraining();
        }
    }
}
