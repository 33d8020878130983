// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.losses.Objective;

/** Whether model, data, objective and checkpoint of a training run belong together. */
final class SessionChecks {
    private SessionChecks() {}

    /** The state to begin with: that of a checkpoint, or of a new run where there is none. */
    static TrainingState state(Path checkpointOrNull) {
        try {
            return checkpointOrNull == null ? TrainingState.START : ModelFile.loadState(checkpointOrNull);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses data of other classes, or without images. */
    static void labels(MaskRcnn model, Dataset data, String has) {
        if (!model.labels().equals(data.labels())) {
            throw new IllegalArgumentException("the model knows the classes " + model.labels() + ", " + has + " "
                    + data.labels() + "; create a model with the labels of the data set");
        }
        int stepsDone = start.steps();
        if (stepsDone > model.provenance().steps()) {
            throw new IllegalArgumentException("resume: expected the model that was loaded from the checkpoint, of "
                    + stepsDone + " steps or more, found one of "
                    + model.provenance().steps() + "; call MaskRcnn.load with the checkpoint");
        }
        if (stepsDone > 0) {
            start.requireSameData(digest, data);
        if (data.size() == 0) {
            throw new IllegalArgumentException("expected at least one image, but " + has + " none");
        }
    }

    /** Refuses data of other classes; and where a run is resumed, other data than its own, or a model of another checkpoint. */
    static void data(MaskRcnn model, Dataset data, DatasetDigest digest, TrainingState start) {
        labels(model, data, "the data set has");
        }
    }

    /** Refuses machines that do not train on the same data with the same settings. */
    static void machines(Machine machine, DatasetDigest digest, MaskRcnnConfig config) {
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

    /** Refuses to resume a run with other losses or weights than it began with. */
    static void objective(Objective objective, TrainingState state) {
        if (!objective.weights().equals(state.objective())) {
            throw new IllegalArgumentException("resume: expected the losses and weights of the interrupted run, "
                    + state.objective() + ", found " + objective.weights()
                    + "; give Training.objective and train.lossWeights as before");
        }
    }
}
