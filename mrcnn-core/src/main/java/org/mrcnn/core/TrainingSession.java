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
 * The steps of one training run, for a loop of your own:
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
 * <p>It is a {@link TrainStep} as well: {@code Trainer.of(session).learningRate(...).steps(...).run(session::nextBatch)} is a loop
 * with another schedule. Closing it ends the training: the model has the weights reached, its provenance the data and the steps. For one thread.
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

        /** The names of its images. */
        public List<String> imageNames() {
            return arrays.imageNames();
        }

        /** The ids of its images. */
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
        try (TrainingState state = SessionChecks.state(settings.resume())) {
            SessionChecks.data(model, data, digest, state);
            SessionChecks.resumed(model, settings.train(), settings.resume());
            SessionChecks.machines(settings.machine(), digest, config);
            Dataset images = DataSettings.trained(usable(data), settings.train().loading());
            made = new AnchorArrays(DataSettings.anchors(config.rpn()));
            stages = new StageRunner(model, settings, images, made, state);
            boolean all = settings.machine().isAlone(); // a machine among others sees too few of the objects to warn
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

    /** Its images as the network takes them; one that it cannot take is named before the first step. */
    Dataset usable(Dataset data) {
        return SessionChecks.usable(data, config.image(), settings.badData());
    }

    MaskRcnn model() {
        return model;
    }

    /**
     * The next images, in the order that the seed gives; waits for the loader's threads. There is always a next one: an epoch follows
     * the other.
     *
     * @throws RuntimeException naming an image that cannot be used, unless {@link Training#badData} says that such are left out
     * @throws IllegalStateException if the session is closed
     */
    public Batch nextBatch() {
        requireOpen();
        stages.advance(steps());
        long number = stages.loader().position().step();
        TrainingBatch next = stages.nextBatch();
        firstEpoch.add(next, stages.loader().position().epoch(), stages.dropped());
        return new Batch(next, number);
    }

    /**
     * Makes one step with the configured optimizer: gradients, clipping, update. Where a loss or the gradient is not finite,
     * says so in its result and leaves the weights as they were.
     *
     * @param learningRate learning rate of this step, 0 or more
     * @return the losses before the step, and the norm of the gradient before clipping
     * @throws IllegalStateException if the session is closed
     */
    @Override
    public Result step(Batch batch, double learningRate) {
        requireOpen();
        Result result = step().step(batch.inputs(step()), learningRate);
        countStep(result.gradientNorm());
        return result;
    }

    /** Makes one step on the mean gradient of several batches, which need the memory of one; losses are the means of theirs. */
    @Override
    public Result step(List<Batch> batches, double learningRate) {
        requireOpen();
        Result result = step().step(inputs(batches), learningRate);
        countStep(result.gradientNorm());
        return result;
    }

    /**
     * The first tensor of a step that is not finite, its op and its layer, as a sentence. Writes the step to the file of {@link
     * Training#brokenStep} as well and says where it is, or why that failed.
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
     * Computes losses and gradients and leaves the weights to the caller: to add up several batches, to look at, or to give to
     * {@link #update}. Statistics of {@code model.normalization: trained} move as in a step.
     *
     * @param use is lent the gradient of each trained weight by name, an array of the weight's shape; it copies what it keeps
     * @return the losses
     */
    public LossReport gradients(Batch batch, Consumer<Map<String, INDArray>> use) {
        requireOpen();
        return step().gradients(batch.inputs(step()), use);
    }

    /**
     * Updates the weights with the configured optimizer by gradients of the caller, which counts as a step.
     *
     * @param gradients gradients of each trained weight by name, as {@link #gradients} lends them
     * @param learningRate learning rate of this step, 0 or more
     * @return their norm before clipping; NaN, and no weight changed, where one is not finite
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

    /** What is trained for: names and weights of the losses. */
    public Objective objective() {
        return step().objective();
    }

    /** Steps made, those before an interruption included. */
    public int steps() {
        return progress.steps();
    }

    /**
     * Writes all that {@link Training#resume} needs, as a whole or not at all.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException naming the weights that are not finite
     */
    public void saveCheckpoint(Path file) throws IOException {
        saveCheckpoint(file, progress.seconds(), progress.loopBefore());
    }

    void saveCheckpoint(Path file, double seconds, Map<String, Double> loop) throws IOException {
        model.saveCheckpoint(file, config, progress.provenance(), progress.state(seconds, loop, stages));
    }

    /**
     * Losses on validation data, as {@code train.validation} says, and box and mask average precision, with the weights of
     * this moment, or their average where {@code train.averageDecay} is set. Nothing is trained.
     *
     * @param data its labels must be those of the model
     * @return by name: total_loss, each loss, metrics, box_ap, box_ap50, mask_ap and mask_ap50
     */
    public Map<String, Double> validate(Dataset data) {
        return validate(data, () -> false);
    }

    /** @throws java.util.concurrent.CancellationException between two images, where it is to stop */
    Map<String, Double> validate(Dataset data, BooleanSupplier stop) {
        requireOpen();
        SessionChecks.labels(model, data, "the validation data have");
        stages.swapAverage();
        try (ValidationLosses losses =
                new ValidationLosses(model.parts(stages.config()), anchors, model.lock(), settings.objective())) {
            return new ValidationPass(data, stages.config(), settings.badData()).run(losses, model::detect, stop);
        } finally {
            stages.swapAverage();
        }
    }

    /**
     * Saves the model of this moment, with averaged weights where they are configured.
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
     * Exchanges the weights and their average, where {@code train.averageDecay} is set: at the end of a run, after the last
     * checkpoint, so that the model has the average; a second call takes it back.
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
        return new TrainingResult(history, stages.skipped(), stages.dropped(), peak.bytes(), stages.plannedMemory());
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
