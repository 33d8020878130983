// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import java.util.Map;
import org.mrcnn.data.transform.Augmentation;

/** A mutable copy of all settings of a {@link TrainConfig}, so that its {@code with} methods need not list all settings. */
final class TrainConfigDraft {
    int batchSize;
    int steps;
    double minutes;
    OptimizerConfig optimizer;
    ScheduleConfig schedule;
    String layers;
    Map<String, Double> lossWeights;
    List<Augmentation> augmentations;
    long seed;
    int workers;
    int calibrationImages;
    List<String> legacyLosses;
    LoadingConfig loading;
    int epochs;
    int accumulate;
    double averageDecay;
    ValidationConfig validation;
    List<StageConfig> stages;
    Map<String, String> losses;
    Map<String, Double> classWeights;
    int devices;

    TrainConfigDraft(TrainConfig c) {
        batchSize = c.batchSize();
        steps = c.steps();
        minutes = c.minutes();
        optimizer = c.optimizer();
        schedule = c.schedule();
        layers = c.layers();
        lossWeights = c.lossWeights();
        augmentations = c.augmentations();
        seed = c.seed();
        workers = c.workers();
        calibrationImages = c.calibrationImages();
        legacyLosses = c.legacyLosses();
        loading = c.loading();
        epochs = c.epochs();
        accumulate = c.accumulate();
        averageDecay = c.averageDecay();
        validation = c.validation();
        stages = c.stages();
        losses = c.losses();
        classWeights = c.classWeights();
        devices = c.devices();
    }

    TrainConfig build() {
        return new TrainConfig(
                batchSize,
                steps,
                minutes,
                optimizer,
                schedule,
                layers,
                lossWeights,
                augmentations,
                seed,
                workers,
                calibrationImages,
                legacyLosses,
                loading,
                epochs,
                accumulate,
                averageDecay,
                validation,
                stages,
                losses,
                classWeights,
                devices);
    }
}
