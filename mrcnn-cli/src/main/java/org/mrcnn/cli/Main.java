// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line. Exit status: 0 done, 1 failed, 2 wrong arguments; an error is one line, with a stack trace only
 * with {@code --verbose}.
 */
@Command(
        name = "mrcnn",
        description =
                "Mask R-CNN: trains models, finds objects in images, evaluates, inspects and converts data and weights.",
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            DetectCommand.class,
            EvaluateCommand.class,
            InspectCommand.class,
            ConvertDataCommand.class,
            ConvertCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT, // commands have --help and --version too
        version = "mrcnn 0.1.0",
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "On failure, print the stack trace too.")
    private boolean verbose;

    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        CommandLine line = new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, command, parsed) ->
                        failed(err, command.getCommandSpec().qualifiedName(), e, main.verbose))
                .setParameterExceptionHandler((e, arguments) -> {
                    String name = e.getCommandLine().getCommandSpec().qualifiedName();
                    err.println(name + ": " + ErrorText.usage(e, arguments) + "; see " + name + " --help");
                    return 2;
                });
        if (args.length == 0) {
            line.usage(err);
            return 2;
        }
        return reported(err, () -> line.execute(args));
    }

    /** Runs a command; running out of memory, which picocli lets through as it is no exception, is reported like a failure. */
    static int reported(PrintWriter err, IntSupplier command) {
        try {
            return command.getAsInt();
        } catch (OutOfMemoryError e) {
            return failed(err, "mrcnn", e, false);
        }
    }

    private static int failed(PrintWriter err, String command, Throwable e, boolean verbose) {
        err.println(command + ": " + ErrorText.oneLine(e) + Troubleshooting.reference(e));
        if (verbose) {
            err.print(ErrorText.stackTrace(e));
            err.flush();
        }
        return 1;
    }
}
