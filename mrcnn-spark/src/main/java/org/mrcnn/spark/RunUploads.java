// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.report.internal.run.RunReport;
import org.mrcnn.report.internal.run.ValidationImages;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingListener;
import org.mrcnn.train.TrainingLog;
import org.mrcnn.train.ValidationReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that the first machine writes: to a local folder, from which they are copied to the files of the run as soon as
 * they change. If copying fails during the run, this is logged and tried again later; only for the trained model it is an
 * error.
 */
final class RunUploads implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(RunUploads.class);
    private static final String TABLE = "history.csv";

    private final RunFiles files;
    private final Path checkpoint;
    private final Path best;
    private final Path log;
    private boolean bestIsNew;

    /** @param folder a local, empty folder */
    RunUploads(Path folder, RunFiles files) {
        this.files = files;
        checkpoint = folder.resolve("checkpoint");
        best = folder.resolve("best");
        log = folder.resolve("log");
    }

    /**
     * Sets up a training to write the files of the run, and copies them as it runs.
     *
     * @param model the model that is trained
     * @param validation the validation data; null for none
     */
    void follow(Training training, MaskRcnn model, Dataset validation) throws IOException {
        training.checkpoints(checkpoint, files.minutes()).onCheckpoint(file -> {
            copyNews();
            HadoopFiles.storeUnchecked(file, files.checkpoint());
        });
        if (files.best() != null) {
            training.best(best);
        }
        if (files.log() != null) {
            keepLog(training, model, validation);
        }
        training.listener(this);
    }

    private void keepLog(Training training, MaskRcnn model, Dataset validation) throws IOException {
        Files.createDirectories(log);
        String table = files.log() + "/" + TABLE;
        if (files.resumes() && HadoopFiles.exists(table)) {
            HadoopFiles.fetch(table, log.resolve(TABLE));
        }
        AtomicReference<TrainConfig> settings = new AtomicReference<>();
        training.settings(own -> {
            settings.set(own);
            return own;
        });
        TrainingLog history = new TrainingLog(log);
        training.listener(history)
                .listener(new RunReport(
                        log,
                        model.config().withTrain(settings.get()),
                        history,
                        () -> new ValidationImages(
                                Objects.requireNonNull(
                                                validation, "expected validation data by SparkTraining.validation")
                                        .withPixels(model.config().image().pixelFormat()),
                                model::detect)));
    }

    @Override
    public void onStep(StepReport step) {}

    @Override
    public void onValidation(ValidationReport validation) {
        bestIsNew |= validation.best() && files.best() != null;
        copyNews();
    }

    @Override
    public void onEnd(TrainingHistory history) {
        copyNews();
    }

    private void copyNews() {
        try {
            if (bestIsNew) {
                HadoopFiles.store(best, files.best());
                bestIsNew = false;
            }
            if (files.log() != null) {
                HadoopFiles.storeAll(log, files.log());
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Not copied, training continues: {}", e.toString());
        }
    }

    /** Saves the trained model. */
    void save(MaskRcnn model) throws IOException {
        Path trained = checkpoint.resolveSibling("model");
        model.save(trained);
        HadoopFiles.store(trained, files.out());
    }
}
