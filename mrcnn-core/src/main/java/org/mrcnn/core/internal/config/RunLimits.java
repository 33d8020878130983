// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import java.util.function.Function;
import org.mrcnn.core.config.TrainConfig;

/**
 * Duration of training and seed, which replace those of a configuration; null for values that are not given.
 *
 * @param minutes above 0
 * @param steps above 0; also limits a run whose length the configuration gives in epochs
 * @param wrong creates the exception for a limit that the configuration does not allow
 */
public record RunLimits(Double minutes, Integer steps, Long seed, Function<String, RuntimeException> wrong) {

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
