package org.mrcnn.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.internal.train.Calibration;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.internal.train.ModelSaver;
import org.mrcnn.core.internal.train.Trainer;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.loader.BatchLoader;
import org.mrcnn.data.internal.loader.LoaderConfig;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.internal.loader.TrainingSettings;
import org.mrcnn.data.transform.Augmenter;
import org.mrcnn.train.PeakMemory;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingListener;

/**
 * Trains a model on a data set as the model's configuration says. The same seed gives the same losses, bit by bit, whatever
 * the number of loader threads, as long as steps and not minutes end the run.
 */
public final class Training {

    /** The images that measure statistics are drawn by a seed of their own. */
    private static final long CALIBRATION_SEED = 0x5EEDL;

    private Training() {}

    /**
     * Trains; stops at the first image that cannot be used.
     *
     * @param data its labels are those of the model
     * @throws org.mrcnn.core.internal.train.NonFiniteLossException if a loss is not finite, naming it; the model is then not to be saved
     */
    public static TrainingResult train(MaskRcnn model, Dataset data, TrainingListener listener) {
        return train(model, data, BadDataPolicy.FAIL, listener);
    }

    /**
     * Trains.
     *
     * @param badData whether an image that cannot be used stops the run, or is left out and counted
     */
    public static TrainingResult train(MaskRcnn model, Dataset data, BadDataPolicy badData, TrainingListener listener) {
        return train(model, data, badData, Checkpoints.NONE, listener);
    }

    /**
     * As the others, writing checkpoints on the way, of which the last stays when the run has ended; or going on from one, to
     * which the model is to belong.
     *
     * @throws IllegalArgumentException if the run goes on with other data than it began
     */
    public static TrainingResult train(
            MaskRcnn model, Dataset data, BadDataPolicy badData, Checkpoints checkpoints, TrainingListener listener) {
        DatasetDigest digest = DatasetDigest.of(data);
        check(model, data, digest, checkpoints.start());
        MaskRcnnConfig config = model.config();
        TrainConfig train = config.train();
        Augmenter augmenter = new Augmenter(train.augmentations());
        TrainingSettings settings = DataSettings.training(config, model.labels().size(), augmenter);
        LoaderConfig loading = DataSettings.loader(train, badData);
        Dataset images = DataSettings.trained(data, train.loading());
        PeakMemory peak = new PeakMemory();
        model.closeDetector();
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()))) {
            long skipped = 0;
            if (config.model().normalization() == ModelConfig.Normalization.CALIBRATED
                    && model.provenance().steps() == 0) {
                skipped = calibrate(model, images, loading, anchors);
            }
            LoaderConfig rest = loading.startingAt(checkpoints.start().position());
            try (GraphStep step = new GraphStep(model.parts(), anchors);
                    BatchLoader<TrainingItem, TrainingBatch> loader = TrainingItems.loader(images, settings, rest)) {
                TrainingHistory history = steps(model, digest, step, loader, checkpoints, List.of(peak, listener));
                return new TrainingResult(history, skipped + loader.skipped(), augmenter.dropped(), peak.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void check(MaskRcnn model, Dataset data, DatasetDigest digest, TrainingState start) {
        if (!model.labels().equals(data.labels())) {
            throw new IllegalArgumentException("the model knows the classes " + model.labels() + ", the data set has "
                    + data.labels() + "; create a model with the labels of the data set");
        }
        if (start.steps() > 0) {
            start.requireSameData(digest, data);
        }
    }

    private static TrainingHistory steps(
            MaskRcnn model,
            DatasetDigest digest,
            GraphStep step,
            BatchLoader<TrainingItem, TrainingBatch> loader,
            Checkpoints checkpoints,
            List<TrainingListener> listeners)
            throws IOException {
        TrainConfig train = model.config().train();
        TrainingState start = checkpoints.start();
        if (start.steps() > 0) {
            step.restore(start.steps(), start.optimizer());
        }
        Provenance before = model.provenance();
        ModelSaver saver = (steps, seconds) -> model.saveCheckpoint(
                checkpoints.file(),
                before.trained(digest.whole(), train.seed(), steps - start.steps()),
                new TrainingState(steps, seconds, loader.position(), digest, step.optimizerState()));
        Trainer.Saving saving = new Trainer.Saving(saver, checkpoints.minutes());
        TrainingHistory history =
                new Trainer(train, step, loader::next, saving, listeners).run(start.steps(), start.seconds());
        model.trained(
                before.trained(digest.whole(), train.seed(), history.steps().size()));
        return history;
    }

    /** Returns how many images were left out. */
    private static long calibrate(MaskRcnn model, Dataset data, LoaderConfig loading, AnchorArrays anchors) {
        TrainingSettings settings =
                DataSettings.training(model.config(), model.labels().size());
        TrainConfig train = model.config().train();
        int batches = (train.calibrationImages() + train.batchSize() - 1) / train.batchSize();
        LoaderConfig own = LoaderConfig.of(train.batchSize(), train.seed() ^ CALIBRATION_SEED)
                .withWorkers(train.workers())
                .withBadData(loading.badData())
                .withOrder(loading.groupByAspect(), 0);
        try (BatchLoader<TrainingItem, TrainingBatch> loader = TrainingItems.loader(data, settings, own)) {
            Calibration.measure(model.parts(), anchors, loader::next, batches);
            return loader.skipped();
        }
    }
}
