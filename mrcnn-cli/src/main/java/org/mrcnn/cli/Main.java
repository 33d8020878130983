package org.mrcnn.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
        description = "Mask R-CNN: trains, detects, evaluates, shows, converts.",
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
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
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
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.println(command.getCommandSpec().qualifiedName() + ": " + oneLine(e));
                    if (main.verbose) {
                        e.printStackTrace(err);
                    }
                    return 1;
                })
                .setParameterExceptionHandler((e, arguments) -> {
                    String name = e.getCommandLine().getCommandSpec().qualifiedName();
                    err.println(name + ": " + oneLine(e) + "; see " + name + " --help");
                    return 2;
                });
        if (args.length == 0) {
            line.usage(err);
            return 2;
        }
        return line.execute(args);
    }

    private static String oneLine(Throwable e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        boolean bare = e instanceof java.nio.file.FileSystemException fault && fault.getReason() == null;
        return (bare ? e.getClass().getSimpleName() + ": " : "") + text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
