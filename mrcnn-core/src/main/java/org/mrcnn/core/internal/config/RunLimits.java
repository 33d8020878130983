// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import java.util.function.Function;
import org.mrcnn.core.config.TrainConfig;

/**
 * How long to train, and the seed, in place of what a configuration says; null for what is not given.
 *
 * @param minutes above 0
 * @param steps above 0; ends a run that the configuration measures in epochs as well
 * @param wrong makes the exception of a limit that the configuration does not allow
 */
public record RunLimits(Double minutes, Integer steps, Long seed, Function<String, RuntimeException> wrong) {

    /** The settings with these limits. */
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
