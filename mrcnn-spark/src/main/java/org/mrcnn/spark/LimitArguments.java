// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Serializable;
import java.util.function.Function;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.config.RunLimits;
import picocli.CommandLine.Option;

/** Limits and seed of a run, with the options of {@code mrcnn train}. Applied on each machine. */
final class LimitArguments implements Serializable {

    private static final long serialVersionUID = 1L;

    @Option(names = "--minutes", paramLabel = "M", description = RunLimits.MINUTES)
    private Double minutes;

    @Option(names = "--steps", paramLabel = "N", description = RunLimits.STEPS)
    private Integer steps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Random seed for weights, image order and augmentations. (default: train.seed of the configuration)")
    private Long seed;

    void check(ClusterOptions cluster, boolean resume) {
        limits(cluster::wrong);
        cluster.require(seed == null || !resume, "--seed and --resume cannot be combined: a run keeps its seed");
    }

    TrainConfig apply(TrainConfig own) {
        return limits(IllegalArgumentException::new).apply(own);
    }

    private RunLimits limits(Function<String, RuntimeException> wrong) {
        return new RunLimits(minutes, steps, seed, wrong);
    }
}
