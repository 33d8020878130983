// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import org.mrcnn.data.transform.Augmentation;

/**
 * One stage of a training run of several, such as Matterport's heads, then 4+, then all. The optimizer's state is carried from
 * stage to stage; the schedule runs over each of them.
 *
 * @param layers what is trained, as {@link TrainConfig#layers}
 * @param steps length in steps; 0 = given in epochs
 * @param epochs length in epochs; 0 = given in steps
 * @param learningRate full rate of this stage; 0 = that of the optimizer
 * @param maxDimension longest side of the network's input in this stage; 0 = as the configuration's image settings, whose
 *     minDimension changes by the same factor
 * @param augmentations random changes of the images; null = those of the run
 */
public record StageConfig(
        String layers, int steps, int epochs, double learningRate, int maxDimension, List<Augmentation> augmentations) {
    public StageConfig {
        new ConfigFaults("train.stages")
                .require(layers != null && !layers.isBlank(), "layers", "heads, 3+, 4+, 5+, all or a regex", layers)
                .notNegative("steps", steps)
                .notNegative("epochs", epochs)
                .require(steps == 0 || epochs == 0, "epochs", "0 where steps are given", epochs)
                .notNegative("learningRate", learningRate)
                .notNegative("maxDimension", maxDimension)
                .check();
        augmentations = augmentations == null ? null : List.copyOf(augmentations);
    }

    /** A stage that trains these layers for so many steps, all else as the run. */
    public static StageConfig of(String layers, int steps) {
        return new StageConfig(layers, steps, 0, 0, 0, null);
    }

    /** A stage that trains these layers for so many passes over the data, all else as the run. */
    public static StageConfig ofEpochs(String layers, int epochs) {
        return new StageConfig(layers, 0, epochs, 0, 0, null);
    }

    /**
     * The configuration of a run while it is in this stage.
     *
     * @throws InvalidConfigException if the stage's image size is none that the configuration's image settings allow
     */
    public MaskRcnnConfig within(MaskRcnnConfig run) {
        TrainConfig train = run.train().withLayers(layers);
        if (learningRate > 0) {
            train = train.withOptimizer(train.optimizer().withLearningRate(learningRate));
        }
        if (augmentations != null) {
            train = train.withAugmentations(augmentations);
        }
        return run.withTrain(train).withImage(maxDimension == 0 ? run.image() : resized(run.image()));
    }

    private ImageConfig resized(ImageConfig image) {
        double scale = maxDimension / (double) image.maxDimension();
        boolean anySide = image.mode() == ImageConfig.Mode.SQUARE || image.mode() == ImageConfig.Mode.PAD32;
        int unit = anySide ? 1 : 64;
        int shortest = (int) Math.round(image.minDimension() * scale / unit) * unit;
        return image.withDimensions(Math.min(shortest, maxDimension), maxDimension);
    }

    /** As many steps, or else passes over the data; the other is 0. */
    public StageConfig withLength(int inSteps, int inEpochs) {
        return new StageConfig(layers, inSteps, inEpochs, learningRate, maxDimension, augmentations);
    }

    public StageConfig withLearningRate(double value) {
        return new StageConfig(layers, steps, epochs, value, maxDimension, augmentations);
    }

    public StageConfig withMaxDimension(int value) {
        return new StageConfig(layers, steps, epochs, learningRate, value, augmentations);
    }

    /** Augmentations of this stage alone; an empty list for none. */
    public StageConfig withAugmentations(List<Augmentation> value) {
        return new StageConfig(layers, steps, epochs, learningRate, maxDimension, value);
    }
}
