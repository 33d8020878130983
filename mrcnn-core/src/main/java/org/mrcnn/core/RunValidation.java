// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mrcnn.core.config.ValidationConfig;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.losses.Objective;
import org.mrcnn.train.Trainer;
import org.mrcnn.train.Validation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The validations of a run.
 *
 * @param data the validation data; null for no validations
 * @param config when to validate, and the metric to watch
 * @param best file for the best model; null for none
 * @param machine this machine; the first one validates
 */
record RunValidation(Dataset data, ValidationConfig config, Path best, Machine machine) {

    private static final Logger LOG = LoggerFactory.getLogger(RunValidation.class);

    /** Returns whether there are validations. */
    boolean isAny() {
        return data != null && (config.everySteps() > 0 || config.everyEpochs() > 0);
    }

    /**
     * Returns the validations for the loop over the steps of a session.
     *
     * @param stop whether to end the run, including a validation in progress
     */
    Optional<Validation> of(TrainingSession session, BooleanSupplier stop) {
        new ValidationChecks(session, config).check(data, LOG::warn);
        int interval = session.stages().plan().validationInterval();
        if (data == null || interval == 0) {
            return Optional.empty();
        }
        Trainer.Saver saver = best == null ? (steps, seconds) -> {} : (steps, seconds) -> session.saveModel(best);
        Validation validation = Validation.every(interval, () -> validated(session, stop));
        watch(validation, session.objective(), saver);
        return Optional.of(validation
                .patience(config.patience())
                .restore(session.progress().loopBefore()));
    }

    private void watch(Validation validation, Objective objective, Trainer.Saver saver) {
        String metric = config.metric();
        boolean loss = objective.losses().contains(metric);
        switch (loss ? ValidationConfig.Mode.MIN : config.mode()) {
            case AUTO -> validation.best(metric, saver);
            case MIN -> validation.lowest(metric, saver);
            case MAX -> validation.highest(metric, saver);
        }
    }

    private Map<String, Double> validated(TrainingSession session, BooleanSupplier stop) {
        if (machine.isAlone()) {
            boolean before = stop.getAsBoolean(); // stopped during the step: its validation then belongs to it
            return session.validate(data, () -> !before && stop.getAsBoolean());
        }
        // All machines must know whether the metric has improved.
        Map<String, Double> values = machine.isFirst() ? session.validate(data) : Map.of();
        double watched = machine.fromFirst(values.getOrDefault(config.metric(), Double.NaN));
        return machine.isFirst() ? values : Map.of(config.metric(), watched);
    }
}
