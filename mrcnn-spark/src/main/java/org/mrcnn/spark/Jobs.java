// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Parses and runs the commands of the main classes. */
final class Jobs {

    private Jobs() {}

    /** Reads the arguments of a command. */
    static CommandLine line(Callable<Integer> command) {
        return new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Runs a command. A fault is printed as a single line. */
    static int execute(String name, Callable<Integer> command, String... args) {
        return line(command)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    String first =
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                    line.getErr().println(name + ": " + first);
                    return 1;
                })
                .execute(args);
    }
}
