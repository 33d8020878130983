// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The command line. Exit status: 0 for success, 1 for failure, 2 for wrong arguments. An error is one line; the stack trace is
 * printed only with {@code --verbose}.
 */
@Command(
        name = "mrcnn",
        description =
                "Mask R-CNN: trains models, finds objects in images, and evaluates, inspects and converts models and"
                        + " data. COMMAND --help lists the options of a command.",
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            DetectCommand.class,
            ServeCommand.class,
            EvaluateCommand.class,
            InspectCommand.class,
            ReplayCommand.class,
            ConvertDataCommand.class,
            ConvertCommand.class,
            ExportCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT, // also for the subcommands
        version = "mrcnn 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:Done.",
            "1:Failed, or some of the images could not be used.",
            "2:Wrong arguments.",
            "130, 143:Stopped by Ctrl-C or SIGTERM; serve then exits with 0."
        })
public final class Main {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "On failure, also print the stack trace.")
    private boolean verbose;

    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(terminal(System.out), terminal(System.err), args));
    }

    private static PrintWriter terminal(PrintStream stream) {
        return new PrintWriter(new EscapingWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        CommandLine line = new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF)) // see EscapingWriter
                .setParameterExceptionHandler((e, arguments) -> {
                    String name = e.getCommandLine().getCommandSpec().qualifiedName();
                    err.println(name + ": " + ErrorText.usage(e, arguments) + "; see " + name + " --help");
                    return 2;
                });
        WholeWords.apply(line);
        if (args.length == 0) {
            line.usage(err);
            return 2;
        }
        return executed(line, () -> main.verbose, helpAsOption(args));
    }

    /** Makes {@code help train} mean {@code train --help}, as with other programs of many commands. */
    private static String[] helpAsOption(String... args) {
        if (!args[0].equals("help")) {
            return args;
        }
        String[] command = Arrays.copyOfRange(args, 1, args.length + 1);
        command[args.length - 1] = "--help";
        return command;
    }

    /** Runs a command, and prints a failure in one line. */
    static int executed(CommandLine line, BooleanSupplier verbose, String... args) {
        PrintWriter err = line.getErr();
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(err, command, e, verbose.getAsBoolean()));
        try {
            return line.execute(args);
        } catch (Error e) { // memory, fonts, native libraries: picocli handles only exceptions
            return failed(err, running(line), e, verbose.getAsBoolean());
        }
    }

    private static CommandLine running(CommandLine line) {
        ParseResult parsed = line.getParseResult();
        return parsed != null && parsed.hasSubcommand()
                ? parsed.subcommand().commandSpec().commandLine()
                : line;
    }

    private static int failed(PrintWriter err, CommandLine command, Throwable e, boolean verbose) {
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + ErrorText.oneLine(e) + SystemFault.advice(e) + Troubleshooting.reference(e));
        if (verbose) {
            err.print(ErrorText.stackTrace(e));
            err.flush();
        }
        return 1;
    }
}
