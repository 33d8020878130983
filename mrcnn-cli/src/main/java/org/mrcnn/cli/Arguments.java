// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.TrainConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of arguments that picocli does not make. */
final class Arguments {
    private Arguments() {}

    /** The error of a wrong argument: one line, exit status 2. */
    static ParameterException wrong(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    static void positive(CommandSpec spec, String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw wrong(spec, option + ": expected a number above 0, found " + value);
        }
    }

    static void file(CommandSpec spec, String option, Path file) {
        if (file != null && !Files.isRegularFile(file)) {
            throw wrong(spec, option + ": there is no file " + file);
        }
    }

    static void exists(CommandSpec spec, String option, Path path) {
        if (path != null && !Files.exists(path)) {
            throw wrong(spec, option + ": there is no file or folder " + path);
        }
    }

    static void folder(CommandSpec spec, String option, Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw wrong(spec, option + ": there is no folder " + folder);
        }
    }

    /** The configuration with those limits and the seed that were given; null is not given. */
    static MaskRcnnConfig limits(CommandSpec spec, MaskRcnnConfig config, Double minutes, Integer steps, Long seed) {
        TrainConfig train = config.train();
        if (minutes != null) {
            positive(spec, "--minutes", minutes);
            train = train.withLimits(train.steps(), minutes);
        }
        if (steps != null) {
            positive(spec, "--steps", steps);
            if (!train.stages().isEmpty()) {
                throw wrong(spec, "--steps: the lengths of train.stages are those of the run; change them instead");
            }
            train = train.withLimits(steps, train.minutes()).withEpochs(0);
        }
        return config.withTrain(seed == null ? train : train.withSeed(seed)).validate();
    }
}
