// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.core.internal.train.ResumeCheck;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.internal.loader.InputCheck;
import org.mrcnn.losses.Objective;
import org.mrcnn.train.TrainingHistory;

/** Checks whether model, data, objective and checkpoint of a training run fit together. */
final class SessionChecks {
    private SessionChecks() {}

    /** Returns the initial state: that of a checkpoint, or that of a new run if there is none. */
    static TrainingState startingState(Path checkpointOrNull) {
        try {
            return checkpointOrNull == null ? TrainingState.START : ModelFile.loadState(checkpointOrNull);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException("resume: there is no checkpoint " + checkpointOrNull, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws an exception for data with other classes, or without images. */
    static void requireLabels(MaskRcnn model, Dataset data, String has) {
        if (!model.labels().equals(data.labels())) {
            throw new IllegalArgumentException("the model knows the classes " + model.labels() + ", " + has + " "
                    + data.labels() + "; create a model with the labels of the data set");
        }
        if (data.size() == 0) {
            throw new IllegalArgumentException("expected at least one image, but " + has + " none");
        }
    }

    /**
     * Throws an exception for data with other classes, and, if a run is resumed, for other data than its own, or the model of
     * another checkpoint.
     */
    static void requireData(MaskRcnn model, Dataset data, DatasetDigest digest, TrainingState start) {
        requireLabels(model, data, "the data set has");
        int stepsDone = start.steps();
        if (stepsDone > model.provenance().steps()) {
            throw new IllegalArgumentException("resume: expected the model that was loaded from the checkpoint, of "
                    + stepsDone + " steps or more, found one of "
                    + model.provenance().steps() + "; call MaskRcnn.load with the checkpoint");
        }
        if (stepsDone > 0) {
            start.requireSameData(digest, data);
        }
    }

    /** Returns the images that the network can take. One that it cannot take is reported before the first step. */
    static Dataset usable(Dataset data, ImageConfig image, BadDataPolicy badData) {
        PixelFormat format = image.pixelFormat();
        return new InputCheck(DataSettings.resize(image), format, badData).usable(data.withPixels(format));
    }

    /** Throws an exception if machines do not train on the same data with the same settings. */
    static void requireSameOnMachines(Machine machine, DatasetDigest digest, MaskRcnnConfig config) {
        if (!machine.isAlone()) {
            if (config.train().legacyLosses() != null
                    && !config.train().legacyLosses().isEmpty()) {
                throw new IllegalArgumentException("train.legacyLosses: expected none on several machines, found "
                        + config.train().legacyLosses());
            }
            machine.requireSame("training data", digest.whole());
            machine.requireSame("configuration", config.toYaml());
        }
    }

    /**
     * Throws an exception if a run is resumed with other settings or weights than those of the checkpoint, such as the averages
     * that a run ends with.
     */
    static void requireResumable(MaskRcnn model, TrainConfig now, Path checkpointOrNull) {
        if (checkpointOrNull == null) {
            return;
        }
        List<String> faults = ResumeCheck.faults(model.config(), model.config().withTrain(now));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("resume: the settings differ from those of " + checkpointOrNull + ": "
                    + String.join("; ", faults) + "; give those of the run, or start a new one from its weights");
        }
        try {
            if (!ModelFile.holds(checkpointOrNull, model.weights())) {
                throw new IllegalArgumentException("resume: expected the weights of " + checkpointOrNull
                        + ", found a model with others; call MaskRcnn.load with the checkpoint");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs a warning if a resumed run had already ended: it makes no step, and its model is saved unchanged. */
    static void noteNothingLeft(Path resumed, TrainingHistory history, TrainingSession session, Consumer<String> warn) {
        boolean nothing = history.steps().isEmpty() && history.validations().isEmpty();
        if (resumed != null && nothing && history.ending() != TrainingHistory.Ending.STOPPED) {
            warn.accept("resume: nothing was left to train: the run has made " + session.steps() + " of "
                    + session.stages().plan().steps() + " steps"
                    + (history.ending() == TrainingHistory.Ending.MINUTES ? ", and its minutes are used up" : "")
                    + "; a larger train.steps, train.epochs, train.minutes or a further stage continues it");
        }
    }

    /** Throws an exception if a run is resumed with other losses or loss weights than it began with. */
    static void requireObjective(Objective objective, TrainingState state) {
        if (!objective.weights().equals(state.objective())) {
            throw new IllegalArgumentException("resume: expected the losses and weights of the interrupted run, "
                    + state.objective() + ", found " + objective.weights()
                    + "; give Training.objective and train.lossWeights as before");
        }
    }
}
