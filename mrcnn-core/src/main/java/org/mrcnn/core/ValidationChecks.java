// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mrcnn.core.config.ValidationConfig;
import org.mrcnn.core.config.ValidationConfig.Mode;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.losses.Objective;

/**
 * Checks before the first step whether the validations of a run are possible and have an effect, so that the run does not fail
 * only at the first validation.
 *
 * @param session the session of the run, whose losses a validation computes
 * @param config the settings of the validations
 */
record ValidationChecks(TrainingSession session, ValidationConfig config) {

    /**
     * Checks a run.
     *
     * @param dataOrNull the validation data; null for none
     * @param warn receives warnings about settings that have no effect
     * @throws IllegalArgumentException if the metric does not exist or has another direction, or the data do not fit the model
     * @throws org.mrcnn.data.dataset.BadDataException if the network cannot take an image, and the policy is to fail
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
        SessionChecks.requireLabels(session.model(), dataOrNull, "the validation data have");
        requireMetric();
        session.usable(dataOrNull);
        if (interval > session.stages().plan().steps()) {
            warn.accept("train.validation: the first validation would come after step " + interval
                    + ", but the run has " + session.stages().plan().steps() + " steps");
        }
    }

    /** Checks the direction of values whose direction is known, because the best model would be the worst one. */
    private void requireMode() {
        String name = config.metric();
        boolean loss =
                name.equals(Objective.TOTAL) || session.objective().losses().contains(name);
        boolean lossMax = loss && config.mode() == Mode.MAX;
        boolean precisionMin = DetectionScores.NAMES.contains(name) && config.mode() == Mode.MIN;
        if (lossMax || precisionMin) {
            throw new IllegalArgumentException("train.validation.mode: expected auto or "
                    + (loss ? "min for the loss " : "max for the average precision ") + name + ", found "
                    + config.mode());
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
        requireMode();
    }
}
