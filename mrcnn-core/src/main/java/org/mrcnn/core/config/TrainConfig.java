// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.transform.Augmentation;

/**
 * Settings of a training run.
 *
 * @param batchSize images per step (Matterport {@code BATCH_SIZE})
 * @param steps maximum number of steps of the run (Matterport {@code STEPS_PER_EPOCH} times epochs)
 * @param minutes maximum duration of the run in minutes; 0 = no limit
 * @param optimizer how the weights are updated
 * @param schedule how the learning rate changes during the run
 * @param layers the layers to train: {@code heads}, {@code 3+}, {@code 4+}, {@code 5+}, {@code all}, or a regular expression
 *     for layer names, as in Matterport's {@code train(layers=...)}
 * @param lossWeights weights of losses by name (Matterport {@code LOSS_WEIGHTS}); losses not named have weight 1. The names are
 *     those of the losses in the run's objective
 * @param augmentations random changes of the images, applied in this order
 * @param seed random seed for all random choices
 * @param workers number of threads that load images
 * @param calibrationImages number of images measured before the first step with {@link ModelConfig.Normalization#CALIBRATED}
 * @param legacyLosses losses to compute as Matterport does, defects included, for comparisons: mrcnn_class_loss (the active
 *     classes of the first image apply to the whole batch, and padding is trained as background), mrcnn_bbox_loss (its gradient
 *     reaches the region proposal network through the targets), mrcnn_mask_loss (saturated pixels have no gradient)
 * @param loading order and memory of the loader
 * @param epochs maximum number of passes over the training images, in place of {@code steps}; 0 = {@code steps} applies
 * @param accumulate number of batches whose mean gradient is used for one step; needs the memory of one batch
 * @param averageDecay decay of an exponential moving average of the weights, which is validated and saved in place of the
 *     weights; 0 = no average
 * @param validation settings of the validation during the run
 * @param stages stages of the run in order, whose lengths replace steps and epochs; empty for a run with a single stage
 * @param losses forms of the network's losses by name; losses not named keep their default form. mrcnn_class_loss and
 *     rpn_class_loss: cross_entropy or focal; mrcnn_mask_loss: cross_entropy or dice; mrcnn_bbox_loss and rpn_bbox_loss:
 *     smooth_l1 (beta 1, the mean over the deltas of positives), smooth_l1_per_sample (beta 1/9, divided by the number of
 *     sampled anchors or RoIs, as in torchvision), l1_per_sample (as in Detectron2 and MMDetection) or giou
 * @param classWeights weights of the RoIs in mrcnn_class_loss by class name, which may be that of the background ({@code BG});
 *     classes not named have weight 1
 * @param devices number of replicas of the network that share the images of each batch, at most {@code batchSize}
 */
public record TrainConfig(
        int batchSize,
        int steps,
        double minutes,
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        String layers,
        Map<String, Double> lossWeights,
        List<Augmentation> augmentations,
        long seed,
        int workers,
        int calibrationImages,
        List<String> legacyLosses,
        LoadingConfig loading,
        int epochs,
        int accumulate,
        double averageDecay,
        ValidationConfig validation,
        List<StageConfig> stages,
        Map<String, String> losses,
        Map<String, Double> classWeights,
        int devices) {
    private static final List<String> LEGACY =
            List.of(NetworkNames.MRCNN_CLASS_LOSS, NetworkNames.MRCNN_BBOX_LOSS, NetworkNames.MRCNN_MASK_LOSS);

    public TrainConfig {
        ConfigFaults faults = new ConfigFaults("train")
                .whole("batchSize", batchSize, 1, 1024)
                .positive("steps", steps)
                .notNegative("minutes", minutes)
                .present("optimizer", optimizer)
                .present("schedule", schedule)
                .require(
                        layers != null && !layers.isBlank() && layers.length() <= 1000,
                        "layers",
                        "heads, 3+, 4+, 5+, all or a regex",
                        layers)
                .noGaps("augmentations", augmentations)
                .whole("workers", workers, 1, 1024)
                .whole("calibrationImages", calibrationImages, 0, 1_000_000)
                .present("loading", loading)
                .notNegative("epochs", epochs)
                .whole("accumulate", accumulate, 1, 100_000)
                .require(
                        averageDecay >= 0 && averageDecay < 1, "averageDecay", "a number from 0, below 1", averageDecay)
                .present("validation", validation)
                .noGaps("stages", stages)
                .factors("lossWeights", lossWeights)
                .factors("classWeights", classWeights)
                .require(
                        devices >= 1 && devices <= batchSize,
                        "devices",
                        "1 to train.batchSize (" + batchSize + "), as each has images of every batch",
                        devices);
        lossFaults(faults, losses, legacyLosses, classWeights, devices);
        faults.check();
        losses = LossForms.withDefaults(losses);
        classWeights = Collections.unmodifiableMap(new LinkedHashMap<>(classWeights));
        lossWeights = Collections.unmodifiableMap(new LinkedHashMap<>(lossWeights));
        augmentations = List.copyOf(augmentations);
        legacyLosses = List.copyOf(legacyLosses);
        stages = List.copyOf(stages);
    }

    private static void lossFaults(
            ConfigFaults faults,
            Map<String, String> losses,
            List<String> legacyLosses,
            Map<String, Double> classWeights,
            int devices) {
        faults.require(
                legacyLosses != null && LEGACY.containsAll(legacyLosses),
                "legacyLosses",
                "some of " + LEGACY,
                legacyLosses);
        LossForms.check(faults, losses, legacyLosses);
        List<String> legacy = legacyLosses == null ? List.of() : legacyLosses;
        faults.require(
                classWeights == null || classWeights.isEmpty() || !legacy.contains(NetworkNames.MRCNN_CLASS_LOSS),
                "classWeights",
                "none beside mrcnn_class_loss in train.legacyLosses",
                classWeights);
        faults.require(
                devices == 1 || legacy.isEmpty(),
                "devices",
                "1 beside train.legacyLosses, whose defects are of whole batches",
                devices);
    }

    /** Returns Matterport's defaults: 1,000 steps of 2 images each, with all layers trained. */
    public static TrainConfig defaults() {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put(NetworkNames.RPN_CLASS_LOSS, 1.0);
        weights.put(NetworkNames.RPN_BBOX_LOSS, 1.0);
        weights.put(NetworkNames.MRCNN_CLASS_LOSS, 1.0);
        weights.put(NetworkNames.MRCNN_BBOX_LOSS, 1.0);
        weights.put(NetworkNames.MRCNN_MASK_LOSS, 1.0);
        return new TrainConfig(
                2,
                1000,
                0,
                OptimizerConfig.defaults(),
                ScheduleConfig.defaults(),
                "all",
                weights,
                List.of(),
                0,
                2,
                16,
                List.of(),
                LoadingConfig.defaults(),
                0,
                1,
                0,
                ValidationConfig.defaults(),
                List.of(),
                Map.of(),
                Map.of(),
                1);
    }

    public TrainConfig withBatchSize(int value) {
        return with(d -> d.batchSize = value);
    }

    /** Sets the maximum number of steps and of minutes (0 = no limit); the run ends at the limit that is reached first. */
    public TrainConfig withLimits(int mostSteps, double mostMinutes) {
        return with(d -> {
            d.steps = mostSteps;
            d.minutes = mostMinutes;
        });
    }

    public TrainConfig withOptimizer(OptimizerConfig value) {
        return with(d -> d.optimizer = value);
    }

    public TrainConfig withSchedule(ScheduleConfig value) {
        return with(d -> d.schedule = value);
    }

    public TrainConfig withLayers(String value) {
        return with(d -> d.layers = value);
    }

    /** Sets the weights of losses by name; losses not named have weight 1. */
    public TrainConfig withLossWeights(Map<String, Double> value) {
        return with(d -> d.lossWeights = value);
    }

    public TrainConfig withAugmentations(List<Augmentation> value) {
        return with(d -> d.augmentations = value);
    }

    public TrainConfig withSeed(long value) {
        return with(d -> d.seed = value);
    }

    public TrainConfig withWorkers(int value) {
        return with(d -> d.workers = value);
    }

    public TrainConfig withLegacyLosses(List<String> value) {
        return with(d -> d.legacyLosses = value);
    }

    public TrainConfig withLoading(LoadingConfig value) {
        return with(d -> d.loading = value);
    }

    /** Sets the forms of losses by name; losses not named keep theirs. */
    public TrainConfig withLosses(Map<String, String> value) {
        Map<String, String> all = new LinkedHashMap<>(losses);
        all.putAll(value);
        return with(d -> d.losses = all);
    }

    /** Sets the weights of classes by name; classes not named have weight 1. */
    public TrainConfig withClassWeights(Map<String, Double> value) {
        return with(d -> d.classWeights = value);
    }

    /** Sets the number of passes over the training images, in place of steps; with 0, the number of steps applies. */
    public TrainConfig withEpochs(int value) {
        return with(d -> d.epochs = value);
    }

    public TrainConfig withAccumulate(int value) {
        return with(d -> d.accumulate = value);
    }

    public TrainConfig withAverageDecay(double value) {
        return with(d -> d.averageDecay = value);
    }

    public TrainConfig withValidation(ValidationConfig value) {
        return with(d -> d.validation = value);
    }

    public TrainConfig withStages(List<StageConfig> value) {
        return with(d -> d.stages = value);
    }

    /** Sets the number of replicas that share the images of each batch. */
    public TrainConfig withDevices(int value) {
        return with(d -> d.devices = value);
    }

    private TrainConfig with(Consumer<TrainConfigDraft> change) {
        TrainConfigDraft draft = new TrainConfigDraft(this);
        change.accept(draft);
        return draft.build();
    }
}
