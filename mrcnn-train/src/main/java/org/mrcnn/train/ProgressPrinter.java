// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Shows a run: one line that is rewritten at each step on a terminal, a line from time to time elsewhere. Losses and times
 * are means of the last steps. Not thread-safe.
 */
public final class ProgressPrinter implements TrainingListener {
    private static final int WINDOW = 20;
    private static final double SECONDS_BETWEEN_LINES = 10;
    private static final int SECONDS_A_MINUTE = 60;

    private final PrintStream out;
    private final boolean terminal;
    private final int steps;
    private final double minutes;
    private final Supplier<MemoryUse> memory;
    private final Deque<StepReport> window = new ArrayDeque<>();
    private double nextLine;
    private int width;

    /**
     * Shows the run on standard error.
     *
     * @param steps steps of the whole run
     * @param minutes after which the run ends; 0 for no limit
     */
    public ProgressPrinter(int steps, double minutes) {
        this(steps, minutes, System.err, Terminal.isPresent());
    }

    /**
     * Shows the run on {@code out}, which stays open.
     *
     * @param steps steps of the whole run
     * @param minutes after which the run ends; 0 for no limit
     * @param terminal rewrite one line instead of adding lines
     */
    public ProgressPrinter(int steps, double minutes, PrintStream out, boolean terminal) {
        this(steps, minutes, out, terminal, MemoryUse::now);
    }

    ProgressPrinter(int steps, double minutes, PrintStream out, boolean terminal, Supplier<MemoryUse> memory) {
        this.steps = steps;
        this.minutes = minutes;
        this.out = out;
        this.terminal = terminal;
        this.memory = memory;
    }

    @Override
    public void onStep(StepReport step) {
        if (window.size() == WINDOW) {
            window.removeFirst();
        }
        window.addLast(step);
        if (terminal) {
            String line = line();
            // Blanks over what a longer line before has left.
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else if (step.step() == 1 || step.elapsedSeconds() >= nextLine) {
            out.println(line());
            nextLine = step.elapsedSeconds() + SECONDS_BETWEEN_LINES;
        }
    }

    @Override
    public void onEnd(TrainingHistory history) {
        if (history.steps().isEmpty()) {
            return;
        }
        if (terminal) {
            out.println();
        } else {
            out.println(line());
        }
    }

    private String line() {
        StepReport last = window.getLast();
        double stepSeconds =
                mean(window.stream().mapToDouble(StepReport::stepSeconds).toArray());
        double total = mean(window.stream().mapToDouble(s -> s.losses().total()).toArray());
        MemoryUse use = memory.get();
        return String.format(
                Locale.ROOT,
                "step %d/%d  %s, %s left  loss %.3f (%s)  rate %.2e  gradient %.2f  %.2f s/step  memory %.1f GB, heap"
                        + " %.1f GB",
                last.step(),
                steps,
                clock(last.elapsedSeconds()),
                clock(secondsLeft(last, stepSeconds)),
                total,
                losses(),
                last.learningRate(),
                last.gradientNorm(),
                stepSeconds,
                use.processBytes() / 1e9,
                use.heapBytes() / 1e9);
    }

    private String losses() {
        Map<String, Double> means = new LinkedHashMap<>();
        for (String name : window.getLast().losses().losses().keySet()) {
            means.put(
                    name,
                    mean(window.stream()
                            .mapToDouble(s -> s.losses().value(name))
                            .toArray()));
        }
        return means.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey().replaceFirst("_loss$", ""), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private double secondsLeft(StepReport last, double stepSeconds) {
        double bySteps = (steps - last.step()) * stepSeconds;
        double byTime = minutes * SECONDS_A_MINUTE - last.elapsedSeconds();
        return minutes > 0 ? Math.max(0, Math.min(bySteps, byTime)) : bySteps;
    }

    private static String clock(double seconds) {
        long s = (long) Math.rint(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    private static double mean(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
