// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.StageConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.train.LearningRate;
import org.mrcnn.train.Trainer;

/**
 * A training run in steps: its stages, of which there is at least one, and the learning rate of each step.
 *
 * @param stages in order
 * @param stepsPerEpoch steps after which as many images have been used as there are
 */
public record RunPlan(List<Stage> stages, int stepsPerEpoch) implements Trainer.Schedule {

    /**
     * A stage.
     *
     * @param from its first step, from 0
     * @param to the step after its last
     * @param config of this stage: layers, learning rate, augmentations and image size
     * @param rate by the steps of this stage
     */
    public record Stage(int from, int to, MaskRcnnConfig config, LearningRate rate) {}

    public RunPlan {
        stages = List.copyOf(stages);
    }

    /**
     * The plan of a configuration.
     *
     * @param images number of training images
     */
    public static RunPlan of(MaskRcnnConfig config, int images) {
        TrainConfig train = config.train();
        int perStep = Math.multiplyExact(train.batchSize(), train.accumulate());
        int stepsPerEpoch = Math.max(1, (images + perStep - 1) / perStep);
        List<Stage> stages = new ArrayList<>();
        if (train.stages().isEmpty()) {
            int steps = train.epochs() > 0 ? Math.multiplyExact(train.epochs(), stepsPerEpoch) : train.steps();
            stages.add(stage(config, 0, steps, stepsPerEpoch));
        }
        int from = 0;
        for (StageConfig stage : train.stages()) {
            int length = stage.epochs() > 0 ? Math.multiplyExact(stage.epochs(), stepsPerEpoch) : stage.steps();
            stages.add(stage(changed(config, stage), from, length, stepsPerEpoch));
            from = Math.addExact(from, length);
        }
        return new RunPlan(stages, stepsPerEpoch);
    }

    private static Stage stage(MaskRcnnConfig config, int from, int length, int stepsPerEpoch) {
        TrainConfig train = config.train();
        LearningRate rate =
                LearningRateSchedule.of(train.schedule(), train.optimizer().learningRate(), length, stepsPerEpoch);
        return new Stage(from, Math.addExact(from, length), config, rate);
    }

    private static MaskRcnnConfig changed(MaskRcnnConfig config, StageConfig stage) {
        TrainConfig train = config.train().withLayers(stage.layers());
        if (stage.learningRate() > 0) {
            train = train.withOptimizer(train.optimizer().withLearningRate(stage.learningRate()));
        }
        if (stage.augmentations() != null) {
            train = train.withAugmentations(stage.augmentations());
        }
        ImageConfig image = config.image();
        if (stage.maxDimension() > 0) {
            double scale = stage.maxDimension() / (double) image.maxDimension();
            boolean anySide = image.mode() == ImageConfig.Mode.SQUARE || image.mode() == ImageConfig.Mode.PAD32;
            int unit = anySide ? 1 : 64;
            int shortest = (int) Math.round(image.minDimension() * scale / unit) * unit;
            image = image.withDimensions(Math.min(shortest, stage.maxDimension()), stage.maxDimension());
        }
        return config.withTrain(train).withImage(image);
    }

    /** Steps of the whole run. */
    public int steps() {
        return stages.get(stages.size() - 1).to();
    }

    /** The stage that makes the step, counted from 0; the last one after its end. */
    public Stage at(int step) {
        return stages.stream().filter(stage -> step < stage.to()).findFirst().orElse(stages.get(stages.size() - 1));
    }

    /** The rate of a step. A time limit shortens the course of a run of one stage. */
    @Override
    public double rate(int step, double timeUsed) {
        Stage stage = at(step);
        return stage.rate().rate(step - stage.from(), stages.size() == 1 ? timeUsed : 0);
    }

    /** Steps between two validations; 0 for none. */
    public int validationInterval() {
        TrainConfig train = stages.get(0).config().train();
        int epochs = train.validation().everyEpochs();
        return epochs > 0
                ? Math.multiplyExact(epochs, stepsPerEpoch)
                : train.validation().everySteps();
    }
}
