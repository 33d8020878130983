// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.core.internal.config.RunLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the length and the seed of training, which override the configuration. */
final class LimitOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "M", description = RunLimits.MINUTES)
    private Double minutes;

    @Option(names = "--steps", paramLabel = "N", description = RunLimits.STEPS)
    private Integer steps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Random seed for weights, image order and augmentations; demo also renders its images from"
                    + " it. (default: train.seed of the configuration)")
    private Long seed;

    /** Returns the configuration with a warm-up of at most half of the given steps, so that any number of steps is allowed. */
    MaskRcnnConfig shortenWarmup(MaskRcnnConfig config) {
        ScheduleConfig schedule = config.train().schedule();
        return steps == null || steps > schedule.warmupSteps()
                ? config
                : config.withTrain(config.train().withSchedule(schedule.withWarmupSteps(Math.max(0, steps / 2))));
    }

    /** Returns the configuration with the given limits and seed. */
    MaskRcnnConfig limit(MaskRcnnConfig config) {
        RunLimits limits = new RunLimits(minutes, steps, seed, message -> Arguments.wrong(spec, message));
        return config.withTrain(limits.apply(config.train())).validate();
    }
}
