// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import org.mrcnn.data.transform.Augmentation;

/**
 * Settings of one stage of a training run with several stages, for example, as in Matterport, heads, then 4+, then all. The
 * optimizer's state is carried over from stage to stage; the learning rate schedule starts again in each stage.
 *
 * @param layers the layers to train, as in {@link TrainConfig#layers}
 * @param steps length in steps; 0 if given in epochs
 * @param epochs length in epochs; 0 if given in steps
 * @param learningRate full learning rate of this stage; 0 = that of the optimizer settings
 * @param maxDimension maximum length of the long side in this stage, in pixels; {@code image.minDimension} is
 *     scaled by the same factor; 0 = as in the image settings
 * @param augmentations augmentations of this stage; null = those of the run
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

    /** Returns a stage that trains these layers for the given number of steps, with all other settings as in the run. */
    public static StageConfig of(String layers, int steps) {
        return new StageConfig(layers, steps, 0, 0, 0, null);
    }

    /** Returns a stage that trains these layers for the given number of epochs, with all other settings as in the run. */
    public static StageConfig ofEpochs(String layers, int epochs) {
        return new StageConfig(layers, 0, epochs, 0, 0, null);
    }

    /**
     * Returns the configuration that applies to a run during this stage.
     *
     * @throws InvalidConfigException if the image settings do not allow the stage's image size
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

    /** Sets the length in steps or in epochs; the other must be 0. */
    public StageConfig withLength(int inSteps, int inEpochs) {
        return new StageConfig(layers, inSteps, inEpochs, learningRate, maxDimension, augmentations);
    }

    public StageConfig withLearningRate(double value) {
        return new StageConfig(layers, steps, epochs, value, maxDimension, augmentations);
    }

    public StageConfig withMaxDimension(int value) {
        return new StageConfig(layers, steps, epochs, learningRate, value, augmentations);
    }

    /** Sets the augmentations of this stage only; an empty list for none. */
    public StageConfig withAugmentations(List<Augmentation> value) {
        return new StageConfig(layers, steps, epochs, learningRate, maxDimension, value);
    }
}
