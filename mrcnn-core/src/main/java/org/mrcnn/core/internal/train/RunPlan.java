// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.core.config.StageConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.train.LearningRate;
import org.mrcnn.train.Trainer;

/**
 * The plan of a training run in steps: its stages, at least one, and the learning rate of each step.
 *
 * @param stages the stages in order
 * @param stepsPerEpoch number of steps in which as many images are used as there are
 */
public record RunPlan(List<Stage> stages, int stepsPerEpoch) implements Trainer.Schedule {

    /**
     * A stage.
     *
     * @param from its first step, counted from 0
     * @param to the step after its last one
     * @param config configuration of the stage: layers, learning rate, augmentations and image size
     * @param rate learning rate schedule of the stage
     */
    public record Stage(int from, int to, MaskRcnnConfig config, LearningRate rate) {}

    public RunPlan {
        stages = List.copyOf(stages);
    }

    /**
     * Returns the plan of a configuration.
     *
     * @param images number of training images
     */
    public static RunPlan of(MaskRcnnConfig config, int images) {
        TrainConfig train = config.train();
        int perStep = Math.multiplyExact(train.batchSize(), train.accumulate());
        int stepsPerEpoch = Math.max(1, (images + perStep - 1) / perStep);
        List<Stage> stages = new ArrayList<>();
        if (train.stages().isEmpty()) {
            int steps = train.epochs() > 0
                    ? LearningRateSchedule.steps("train.epochs", train.epochs(), stepsPerEpoch)
                    : train.steps();
            stages.add(stage(config, 0, steps, stepsPerEpoch));
        }
        int from = 0;
        for (StageConfig stage : train.stages()) {
            int length = stage.epochs() > 0
                    ? LearningRateSchedule.steps("train.stages.epochs", stage.epochs(), stepsPerEpoch)
                    : stage.steps();
            if (length > Integer.MAX_VALUE - from) {
                throw new IllegalArgumentException(
                        "train.stages: expected at most " + Integer.MAX_VALUE + " steps in all stages, found more");
            }
            stages.add(stage(stage.within(config), from, length, stepsPerEpoch));
            from += length;
        }
        return new RunPlan(stages, stepsPerEpoch);
    }

    private static Stage stage(MaskRcnnConfig config, int from, int length, int stepsPerEpoch) {
        TrainConfig train = config.train();
        LearningRate rate =
                LearningRateSchedule.of(train.schedule(), train.optimizer().learningRate(), length, stepsPerEpoch);
        return new Stage(from, from + length, config, rate);
    }

    /**
     * Checks that each stage trains something, so that the run does not fail only when a later stage begins.
     *
     * @param parts returns the parts of the model for a configuration
     * @throws IllegalArgumentException if a stage trains nothing; the message names it
     */
    public void requireLayers(Function<MaskRcnnConfig, GraphParts> parts) {
        for (Stage stage : stages) {
            try {
                RunGraphs.layers(parts.apply(stage.config()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(place(stage) + e.getMessage(), e);
            }
        }
    }

    /**
     * Returns notes on parts of the schedule that no step reaches, and on batches that are larger than the data set.
     *
     * @param images number of training images
     */
    public List<String> notes(int images) {
        List<String> notes = new ArrayList<>();
        TrainConfig train = stages.get(0).config().train();
        if (train.batchSize() * train.accumulate() > images) {
            notes.add("train.batchSize times train.accumulate is " + train.batchSize() * train.accumulate()
                    + ", but there are " + images + " images to train on: some come more than once in every step");
        }
        for (Stage stage : stages) {
            ScheduleConfig schedule = stage.config().train().schedule();
            int unit = LearningRateSchedule.unit(schedule, stepsPerEpoch);
            int length = stage.to() - stage.from();
            if ((long) schedule.warmupSteps() * unit > length) {
                notes.add(place(stage) + "train.schedule.warmupSteps: the warm-up has "
                        + (long) schedule.warmupSteps() * unit + " steps, of which only " + length
                        + " come: the full learning rate is never reached; shorten it");
            }
            schedule.milestones().stream()
                    .filter(milestone -> (long) milestone * unit >= length)
                    .findFirst()
                    .ifPresent(milestone -> notes.add(place(stage) + "train.schedule.milestones: " + milestone
                            + " lies behind the last of " + length + " steps: the learning rate does not fall there"));
        }
        return notes;
    }

    private String place(Stage stage) {
        return stage.config().train().stages().isEmpty() ? "" : "train.stages[" + stages.indexOf(stage) + "]: ";
    }

    /** Returns the number of steps of the whole run. */
    public int steps() {
        return stages.get(stages.size() - 1).to();
    }

    /** Returns the stage of a step, counted from 0; after the end of the run, the last stage. */
    public Stage at(int step) {
        return stages.stream().filter(stage -> step < stage.to()).findFirst().orElse(stages.get(stages.size() - 1));
    }

    /** Returns the learning rate of a step. A time limit shortens the schedule of a run with a single stage. */
    @Override
    public double rate(int step, double timeUsed) {
        Stage stage = at(step);
        return stage.rate().rate(step - stage.from(), stages.size() == 1 ? timeUsed : 0);
    }

    /** Returns the number of steps between two validations; 0 for no validations. */
    public int validationInterval() {
        TrainConfig train = stages.get(0).config().train();
        int epochs = train.validation().everyEpochs();
        return epochs > 0
                ? LearningRateSchedule.steps("train.validation.everyEpochs", epochs, stepsPerEpoch)
                : train.validation().everySteps();
    }
}
