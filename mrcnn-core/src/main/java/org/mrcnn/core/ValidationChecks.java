// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mrcnn.core.config.ValidationConfig;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.data.dataset.Dataset;

/**
 * Whether the validations of a run can be made and do something, told before the first step rather than at the first validation.
 *
 * @param session of the run, whose losses a validation has
 * @param config what is wished
 */
record ValidationChecks(TrainingSession session, ValidationConfig config) {

    /**
     * Checks a run.
     *
     * @param dataOrNull to validate on
     * @param warn is told what has no effect
     * @throws IllegalArgumentException if the metric is none, or the data are not the model's
     * @throws org.mrcnn.data.dataset.BadDataException if an image is none that the network can take, and bad data fails
     */
    void check(Dataset dataOrNull, Consumer<String> warn) {
        int interval = session.stages().plan().validationInterval();
        if (interval == 0) {
            if (config.patience() > 0) {
                warn.accept(
                        "train.validation.patience has no effect without train.validation.everySteps or everyEpochs");
            }
            return;
        }
        if (dataOrNull == null) {
            warn.accept(
                    "train.validation asks for a validation every " + interval + " steps, but there are no validation"
                            + " data: give --validation-annotations, or Training.validation");
            return;
        }
        SessionChecks.labels(session.model(), dataOrNull, "the validation data have");
        requireMetric();
        session.usable(dataOrNull);
        if (interval > session.stages().plan().steps()) {
            warn.accept("train.validation: the first validation would come after step " + interval
                    + ", but the run has " + session.stages().plan().steps() + " steps");
        }
    }

    private void requireMetric() {
        List<String> names = new ArrayList<>(session.objective().outputs());
        if (config.averagePrecision()) {
            names.addAll(DetectionScores.NAMES);
        }
        if (!names.contains(config.metric())) {
            throw new IllegalArgumentException(
                    "train.validation.metric: expected one of " + names + ", found " + config.metric());
        }
    }
}
