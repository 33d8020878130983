// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Feeds damaged files to every reader. A failure is an exception that the reader does not document, more than 2 s, or more
 * memory than 64 MB plus 4 times the file. Exit status: 0 for no failure, 1 for failures, 2 for wrong arguments.
 */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = "Gives damaged files to every reader, and prints a table of what failed.")
public final class Fuzz implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "READER", arity = "0..*", description = "Only these readers. (default: all)")
    private List<String> only = List.of();

    @Option(
            names = "--inputs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Inputs of each reader. (default: ${DEFAULT-VALUE})")
    private long inputs;

    @Option(
            names = "--first",
            paramLabel = "I",
            defaultValue = "0",
            description = "Number of the first input: to see one again. (default: ${DEFAULT-VALUE})")
    private long first;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Random seed for the damage. (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            defaultValue = "fuzz-failures",
            description = "Folder for inputs that fail. (default: ${DEFAULT-VALUE})")
    private Path keep;

    private final Path home;

    /** @param home root folder of this project */
    Fuzz(Path home) {
        this.home = home;
    }

    /** Runs the command and exits with its status. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        Fuzz fuzz = new Fuzz(Path.of(System.getProperty("mrcnn.home", ".")));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(new CommandLine(fuzz).setOut(out).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<FuzzTarget> targets = targets();
        Path work = Files.createTempDirectory("mrcnn-fuzz");
        List<String> failures = new ArrayList<>();
        try (Watchdog watchdog = new Watchdog(Fuzz::hangs)) {
            out.println(FuzzRun.heading());
            for (FuzzTarget target : targets) {
                FuzzRun run = new FuzzRun(target, seed, keep).inputs(work, first, inputs, watchdog);
                out.println(run.row());
                run.failures().values().forEach(failure -> failures.add(target.name() + " " + failure));
            }
        } finally {
            delete(work);
        }
        failures.forEach(out::println);
        return failures.isEmpty() ? 0 : 1;
    }

    private List<FuzzTarget> targets() throws IOException {
        List<FuzzTarget> all = new FuzzTargets(home).all();
        List<String> names = all.stream().map(FuzzTarget::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "READER: expected some of " + names + ", found " + name);
            }
        }
        return all.stream()
                .filter(t -> only.isEmpty() || only.contains(t.name()))
                .toList();
    }

    private static void hangs(String what) {
        System.err.println(what);
        Runtime.getRuntime().halt(1); // the thread cannot be stopped, and shutdown hooks might wait for it
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
