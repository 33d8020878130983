// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.mrcnn.verify.parity.CaseReport.Verdict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs every case in a folder of reference results, and prints a line for each. Exit status: 0 if all pass; 1 if a case failed,
 * is damaged or of an unknown topic, or there is none; 2 for wrong arguments.
 */
@Command(
        name = "parity",
        mixinStandardHelpOptions = true,
        description = "Holds this project against reference results: DIR/TOPIC/CASE/case.json and arrays.")
public final class Parity implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder of topics, of cases of one topic, or one case.")
    private Path folder;

    @Option(names = "--topic", split = ",", description = "Only these topics.")
    private Set<String> only = Set.of();

    @Option(names = "--verbose", description = "Also a line for each array, and the stack trace of an error.")
    private boolean verbose;

    private final Map<String, Topic> topics = Topics.all();

    private Parity() {}

    /** Runs the command and exits with its status. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(out, new PrintWriter(System.err, true, StandardCharsets.UTF_8), args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Parity()).setOut(out).setErr(err).execute(args);
    }

    @Override
    public Integer call() throws IOException {
        requireArguments();
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        for (CaseFolder folder : CaseFolder.below(folder)) {
            String topic = GoldenCase.topicOf(folder);
            if (only.isEmpty() || only.contains(topic)) {
                CaseReport report = report(folder, topic);
                counts.merge(report.verdict(), 1, Integer::sum);
                print(report);
            }
        }
        int passed = counts.getOrDefault(Verdict.PASS, 0);
        int failed = counts.getOrDefault(Verdict.FAIL, 0);
        out().println(passed + " passed, " + failed + " failed");
        if (counts.isEmpty()) {
            out().println("no case found in " + folder);
        }
        return failed > 0 || counts.isEmpty() ? 1 : 0;
    }

    private void requireArguments() {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "there is no folder " + folder);
        }
        for (String name : only) {
            if (!topics.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--topic: expected some of " + new TreeSet<>(topics.keySet()) + ", found " + name);
            }
        }
    }

    /** Runs a case. A case that throws an exception has failed; the others still run. */
    @SuppressWarnings("CatchAndPrintStackTrace") // requested by --verbose
    private CaseReport report(CaseFolder folder, String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            return CaseReport.failed(folder.name(), "unknown topic " + name);
        }
        try {
            return CaseReport.of(folder.name(), topic.run(GoldenCase.read(folder.folder())));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (verbose) {
                e.printStackTrace(spec.commandLine().getErr());
            }
            return CaseReport.failed(folder.name(), message(e));
        }
    }

    private static String message(Throwable e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String kind = e instanceof IOException ? "" : cause.getClass().getSimpleName() + ": ";
        return (kind + cause.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    private void print(CaseReport report) {
        out().println(report.line());
        List<String> details = verbose ? report.details() : List.of();
        details.forEach(out()::println);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
