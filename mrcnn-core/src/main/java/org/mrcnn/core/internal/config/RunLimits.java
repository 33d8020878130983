// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import java.util.function.Function;
import org.mrcnn.core.config.TrainConfig;

/**
 * Duration of training and seed, which replace those of a configuration; null for values that are not given. Also has the help
 * of the options for the duration, which is the same for the command line and for jobs on a cluster.
 *
 * @param minutes above 0
 * @param steps 1 or more; also limits a run whose length the configuration gives in epochs
 * @param wrong creates the exception for a limit that the configuration does not allow
 */
public record RunLimits(Double minutes, Integer steps, Long seed, Function<String, RuntimeException> wrong) {

    /** Help of {@code --minutes}. */
    public static final String MINUTES = "Maximum minutes of training. (default: train.minutes of the configuration)";

    /** Help of {@code --steps}. */
    public static final String STEPS = "Maximum steps of training. (default: train.steps of the configuration)";

    /** Checks the numbers. */
    public RunLimits {
        if (minutes != null && !(minutes > 0 && minutes < Double.POSITIVE_INFINITY)) {
            throw wrong.apply("--minutes: expected a number above 0, found " + minutes);
        }
        if (steps != null && steps < 1) {
            throw wrong.apply("--steps: expected 1 or more, found " + steps);
        }
    }

    /** Returns the settings changed by these limits. */
    public TrainConfig apply(TrainConfig own) {
        TrainConfig train = minutes == null ? own : own.withLimits(own.steps(), minutes);
        if (steps != null) {
            if (!own.stages().isEmpty()) {
                throw wrong.apply("--steps: the lengths of train.stages are those of the run; change them instead");
            }
            train = train.withLimits(steps, train.minutes()).withEpochs(0);
        }
        return seed == null ? train : train.withSeed(seed);
    }
}
