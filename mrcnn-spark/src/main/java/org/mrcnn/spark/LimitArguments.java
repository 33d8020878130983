// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Serializable;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.config.RunLimits;
import picocli.CommandLine.Option;

/** Limits and seed of a run, with the options of {@code mrcnn train}. Applied on each machine. */
final class LimitArguments implements Serializable {

    private static final long serialVersionUID = 1L;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Maximum minutes of training. (default: train.minutes of the configuration)")
    private Double minutes;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Maximum steps of training. (default: train.steps of the configuration)")
    private Integer steps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Random seed for weights, image order and augmentations. (default: train.seed of the configuration)")
    private Long seed;

    void check(ClusterOptions cluster, boolean resume) {
        cluster.require(minutes == null || minutes > 0, "--minutes: expected a number above 0, found " + minutes);
        cluster.require(steps == null || steps >= 1, "--steps: expected 1 or more, found " + steps);
        cluster.require(seed == null || !resume, "--seed and --resume cannot be combined: a run keeps its seed");
    }

    TrainConfig apply(TrainConfig own) {
        return new RunLimits(minutes, steps, seed, IllegalArgumentException::new).apply(own);
    }
}
