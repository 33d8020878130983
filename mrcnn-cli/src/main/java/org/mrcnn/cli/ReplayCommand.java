// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.train.StepReplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats a training step whose losses were not finite. */
@Command(
        name = "replay",
        description = {
            "Repeats a training step whose loss or gradient was not finite.",
            "The exit status is 0 if it is finite now, and 1 if it is not."
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "The saved step, which train writes beside --out with the ending .broken-step.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Change one setting of the run, such as model.normalization=frozen. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "FILE", file);
        try (StepReplay replay = new StepReplay(file, null)) {
            MaskRcnnConfig config = Arguments.overrides(spec, settings).changed(replay.config());
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.println("step " + replay.header().step() + " on images "
                    + replay.header().images());
            return report(terminal, replay.run(config));
        }
    }

    private static int report(PrintWriter terminal, StepReplay.Outcome outcome) {
        terminal.println("losses " + outcome.losses().losses() + ", total "
                + outcome.losses().total() + ", gradient norm " + outcome.gradientNorm());
        if (outcome.isFinite()) {
            terminal.println("The step is finite now.");
            return 0;
        }
        terminal.println("Not finite again: "
                + outcome.losses().firstNonFinite().orElse("the gradient") + ". "
                + outcome.firstNonFinite().orElse("No tensor of the step is infinite or NaN by itself."));
        return 1;
    }
}
