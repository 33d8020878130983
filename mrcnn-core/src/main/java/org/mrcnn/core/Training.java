package org.mrcnn.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.Normalization;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.data.DataSettings;
import org.mrcnn.core.graph.AnchorArrays;
import org.mrcnn.core.model.DatasetDigest;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.core.model.TrainingState;
import org.mrcnn.core.train.Calibration;
import org.mrcnn.core.train.GraphStep;
import org.mrcnn.core.train.ModelSaver;
import org.mrcnn.core.train.PeakMemory;
import org.mrcnn.core.train.Trainer;
import org.mrcnn.core.train.TrainingHistory;
import org.mrcnn.core.train.TrainingListener;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.loader.BatchLoader;
import org.mrcnn.data.loader.LoaderConfig;
import org.mrcnn.data.loader.LoaderPosition;
import org.mrcnn.data.loader.TrainingBatch;
import org.mrcnn.data.loader.TrainingItem;
import org.mrcnn.data.loader.TrainingItems;
import org.mrcnn.data.loader.TrainingSettings;
import org.mrcnn.data.transform.Augmenter;

/**
 * Trains a model on a data set as the model's configuration says. The same seed gives the same losses, bit by bit, whatever
 * the number of loader threads, as long as steps and not minutes end the run.
 */
public final class Training {

    /** The pictures that measure statistics are drawn by a seed of their own. */
    private static final long CALIBRATION_SEED = 0x5EEDL;

    private Training() {}

    /**
     * Trains; stops at the first picture that cannot be used.
     *
     * @param data its labels are those of the model
     * @throws org.mrcnn.core.train.NonFiniteLossException if a loss is not finite, naming it; the model is then not to be saved
     */
    public static TrainingResult train(MaskRcnn model, Dataset data, TrainingListener listener) {
        return train(model, data, BadDataPolicy.FAIL, listener);
    }

    /**
     * Trains.
     *
     * @param badData whether a picture that cannot be used stops the run, or is left out and counted
     */
    public static TrainingResult train(MaskRcnn model, Dataset data, BadDataPolicy badData, TrainingListener listener) {
        return train(model, data, badData, Checkpoints.NONE, listener);
    }

    /** As the others, writing checkpoints on the way; the last one stays when the run has ended. */
    public static TrainingResult train(
            MaskRcnn model, Dataset data, BadDataPolicy badData, Checkpoints checkpoints, TrainingListener listener) {
        return run(model, data, badData, checkpoints, null, listener);
    }

    /**
     * Goes on from a checkpoint, with the same bits as if the run had not been interrupted, where steps end it.
     *
     * @param model loaded from the checkpoint
     * @param state of the checkpoint, {@link org.mrcnn.core.model.ModelFile#loadState}; the caller closes it
     * @throws IllegalArgumentException if the data are not those of the run
     */
    public static TrainingResult resume(
            MaskRcnn model,
            TrainingState state,
            Dataset data,
            BadDataPolicy badData,
            Checkpoints checkpoints,
            TrainingListener listener) {
        String digest = DatasetDigest.of(data);
        if (!digest.equals(model.provenance().dataset())) {
            throw new IllegalArgumentException("the checkpoint was made with other training data, of digest "
                    + model.provenance().dataset() + ", found " + digest + "; give the same pictures and annotations");
        }
        return run(model, data, badData, checkpoints, state, listener);
    }

    private static TrainingResult run(
            MaskRcnn model,
            Dataset data,
            BadDataPolicy badData,
            Checkpoints checkpoints,
            TrainingState before,
            TrainingListener listener) {
        if (!model.labels().equals(data.labels())) {
            throw new IllegalArgumentException("the model knows the classes " + model.labels() + ", the data set has "
                    + data.labels() + "; create a model with the labels of the data set");
        }
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
            if (config.model().normalization() == Normalization.CALIBRATED
                    && model.provenance().steps() == 0) {
                skipped = calibrate(model, images, loading, anchors);
            }
            LoaderPosition position = before == null ? LoaderPosition.START : before.position();
            try (GraphStep step = new GraphStep(model.parts(), anchors);
                    BatchLoader<TrainingItem, TrainingBatch> loader =
                            TrainingItems.loader(images, settings, loading.startingAt(position))) {
                int stepsDone = before == null ? 0 : before.steps();
                if (before != null) {
                    step.restore(stepsDone, before.optimizer());
                }
                String digest = DatasetDigest.of(data);
                Provenance start = model.provenance();
                ModelSaver checkpoint = (steps, seconds) -> model.saveCheckpoint(
                        checkpoints.file(),
                        start.trained(digest, train.seed(), steps - stepsDone),
                        new TrainingState(steps, seconds, loader.position(), step.optimizerState()));
                TrainingHistory history = new Trainer(
                                train,
                                step,
                                loader::next,
                                new Trainer.Saving(checkpoint, checkpoints.minutes()),
                                List.of(peak, listener))
                        .run(stepsDone, before == null ? 0 : before.seconds());
                model.trained(
                        start.trained(digest, train.seed(), history.steps().size()));
                return new TrainingResult(history, skipped + loader.skipped(), augmenter.dropped(), peak.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns how many pictures were left out. */
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
