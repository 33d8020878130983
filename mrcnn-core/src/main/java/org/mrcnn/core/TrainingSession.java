// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.internal.train.Calibration;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.internal.loader.Augmenter;
import org.mrcnn.data.internal.loader.BatchLoader;
import org.mrcnn.data.internal.loader.InputCheck;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.transform.Transform;
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

    private static final double NANO = 1e-9;

    private final MaskRcnn model;
    private final MaskRcnnConfig config;
    private final DatasetDigest digest;
    private final Provenance before;
    private final Augmenter augmenter;
    private final PeakMemory peak = new PeakMemory();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final int stepsBefore;
    private final double secondsBefore;
    private final long start = System.nanoTime();
    private final long skippedBefore;
    private final GraphStep step;
    private final BatchLoader<TrainingItem, TrainingBatch> loader;
    private int done;
    private boolean closed;

    /** The images and annotations of one step. */
    public static final class Batch {
        private final TrainingBatch arrays;
        private final long number;

        private Batch(TrainingBatch arrays, long number) {
            this.arrays = arrays;
            this.number = number;
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
        config = model.config().withTrain(settings.train());
        digest = DatasetDigest.of(data);
        before = model.provenance();
        List<Transform> transforms = new ArrayList<>(settings.train().augmentations());
        transforms.addAll(settings.transforms());
        augmenter = new Augmenter(transforms);
        model.use().beginTraining();
        try (TrainingState state = state(settings.resume())) {
            SessionChecks.data(model, data, digest, state);
            Dataset images = DataSettings.trained(
                    usable(data, settings), settings.train().loading());
            LoaderSettings loading = DataSettings.loader(settings.train(), settings.badData());
            AnchorArrays anchors = own(new AnchorArrays(DataSettings.anchors(config.rpn())));
            skippedBefore = calibrate(images, loading, anchors, settings);
            step = own(new GraphStep(parts(), anchors, model.lock(), settings.objective()));
            if (state.steps() > 0) {
                SessionChecks.objective(step.objective(), state);
                step.restore(state.steps(), state.optimizer());
            }
            stepsBefore = state.steps();
            secondsBefore = state.seconds();
            loader = own(TrainingItems.loader(
                    images,
                    DataSettings.training(config, model.labels().size(), augmenter),
                    loading.startingAt(state.position())));
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    /** Its images as the network takes them; one that it cannot take is named before the first step. */
    private Dataset usable(Dataset data, RunSettings settings) {
        PixelFormat format = config.image().pixelFormat();
        InputCheck check = new InputCheck(DataSettings.resize(config.image()), format, settings.badData());
        return check.usable(data.withPixels(format));
    }

    private static TrainingState state(Path checkpoint) {
        try {
            return checkpoint == null ? TrainingState.START : ModelFile.loadState(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    private MaskRcnnGraph.Parts parts() {
        return model.parts(config);
    }

    /** Returns how many images were left out. */
    private long calibrate(Dataset images, LoaderSettings loading, AnchorArrays anchors, RunSettings settings) {
        if (!Calibration.isDue(config, before.steps())) {
            return 0;
        }
        // A fault of the user's objective shows before images are measured, not after.
        GraphStep.graph(parts(), settings.objective());
        return Calibration.measure(parts(), anchors, images, loading, model.lock());
    }

    /** The next images, in the order that the seed gives; waits for the loader's threads. */
    public Batch nextBatch() {
        requireOpen();
        long number = loader.position().step();
        return new Batch(loader.next(), number);
    }

    /**
     * Makes one step with the configured optimizer: gradients, clipping, update. Where a loss or the gradient is not finite,
     * says so in its result and leaves the weights as they were.
     *
     * @param learningRate learning rate of this step
     */
    @Override
    public Result step(Batch batch, double learningRate) {
        requireOpen();
        Result result = step.step(step.inputs(batch.arrays, batch.number), learningRate, out -> {});
        countStep(result.gradientNorm());
        return result;
    }

    /**
     * Computes losses and gradients and leaves the weights to the caller: to add up several batches, to look at, or to give to
     * {@link #update}. Statistics of {@code model.normalization: trained} move as in a step.
     *
     * @param use is lent the gradient of each trained weight by name; it copies what it keeps
     * @return the losses
     */
    public LossReport gradients(Batch batch, Consumer<Map<String, INDArray>> use) {
        requireOpen();
        return step.gradients(step.inputs(batch.arrays, batch.number), use);
    }

    /**
     * Updates the weights with the configured optimizer by gradients of the caller, which counts as a step.
     *
     * @param gradients gradients of each trained weight by name, as {@link #gradients} lends them
     * @return their norm before clipping; NaN, and no weight changed, where one is not finite
     */
    public double update(Map<String, INDArray> gradients, double learningRate) {
        requireOpen();
        double norm = step.update(gradients, learningRate);
        countStep(norm);
        return norm;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the training session is closed");
        }
    }

    private void countStep(double norm) {
        done += Double.isFinite(norm) ? 1 : 0;
        peak.sample();
    }

    /** What is trained for: names and weights of the losses. */
    public Objective objective() {
        return step.objective();
    }

    /** Steps made, those before an interruption included. */
    public int steps() {
        return stepsBefore + done;
    }

    /** Writes all that {@link Training#resume} needs, as a whole or not at all. */
    public void saveCheckpoint(Path file) throws IOException {
        saveCheckpoint(file, secondsBefore + (System.nanoTime() - start) * NANO);
    }

    void saveCheckpoint(Path file, double seconds) throws IOException {
        TrainingState state = new TrainingState(
                steps(), seconds, loader.position(), digest, step.objective().weights(), step.optimizerState());
        model.saveCheckpoint(file, config, reached(), state);
    }

    double secondsBefore() {
        return secondsBefore;
    }

    TrainingResult result(TrainingHistory history) {
        return new TrainingResult(history, skippedBefore + loader.skipped(), augmenter.dropped(), peak.bytes());
    }

    private Provenance reached() {
        return before.trained(digest.whole(), config.train().seed(), done);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (done > 0) {
            model.trained(reached());
        }
        release();
    }

    private void release() {
        try {
            while (!owned.isEmpty()) {
                owned.pop().close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("could not free a training session", e);
        } finally {
            model.use().endTraining();
        }
    }
}
