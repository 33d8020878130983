// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mrcnn.losses.LossReport;

/**
 * Prints the progress of a training run: on a terminal, one line that is rewritten at each step; elsewhere, a line every ten
 * seconds. Losses and times are means over the last 20 steps. Not thread-safe.
 */
public final class ProgressPrinter implements TrainingListener {
    private static final int WINDOW = 20;
    private static final double SECONDS_BETWEEN_LINES = 10;
    private static final int SECONDS_PER_MINUTE = 60;

    private final PrintStream out;
    private final boolean terminal;
    private int steps;
    private double minutes;
    private final Supplier<MemoryUse> memory;
    private final Deque<StepReport> window = new ArrayDeque<>();
    private OptionalInt columns = OptionalInt.empty();
    private double nextLine;
    private double nextEpoch;
    private int width;
    private int printed;
    private int imagesPerStep;

    /** Creates a printer to standard error that takes the limits from the run. */
    public ProgressPrinter() {
        this(Integer.MAX_VALUE, 0);
    }

    /**
     * Creates a printer to standard error.
     *
     * @param steps maximum number of steps of the whole run
     * @param minutes maximum duration of the whole run; 0 for no limit
     */
    public ProgressPrinter(int steps, double minutes) {
        this(steps, minutes, System.err, Terminal.isPresent());
    }

    /**
     * Creates a printer to {@code out}, which stays open.
     *
     * @param steps maximum number of steps of the whole run
     * @param minutes maximum duration of the whole run; 0 for no limit
     * @param terminal whether to rewrite one line instead of adding lines
     */
    public ProgressPrinter(int steps, double minutes, PrintStream out, boolean terminal) {
        this(steps, minutes, out, terminal, MemoryUse::now);
        columns = terminal ? Terminal.columns() : OptionalInt.empty();
    }

    ProgressPrinter(int steps, double minutes, PrintStream out, boolean terminal, Supplier<MemoryUse> memory) {
        if (steps < 0 || !(minutes >= 0)) {
            throw new IllegalArgumentException(
                    "progress: expected 0 or more steps and minutes, found " + steps + " and " + minutes);
        }
        this.steps = steps;
        this.minutes = minutes;
        this.out = Objects.requireNonNull(out, "out");
        this.terminal = terminal;
        this.memory = memory;
    }

    /**
     * Adds images per second to the line.
     *
     * @param count number of images per step, in all its batches together, 1 or more
     */
    public ProgressPrinter imagesPerStep(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("progress: expected 1 image or more per step, found " + count);
        }
        imagesPerStep = count;
        return this;
    }

    /** Sets the width of the terminal. */
    ProgressPrinter withColumns(int count) {
        columns = OptionalInt.of(count);
        return this;
    }

    @Override
    public void onStart(int mostSteps, double mostMinutes) {
        steps = mostSteps;
        minutes = mostMinutes;
    }

    @Override
    public void onStep(StepReport step) {
        if (window.size() == WINDOW) {
            window.removeFirst();
        }
        window.addLast(step);
        if (terminal) {
            String line = fitted();
            // Blanks overwrite the rest of a longer previous line.
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else if (step.step() == 1 || step.elapsedSeconds() >= nextLine) {
            out.println(line());
            printed = step.step();
            nextLine = step.elapsedSeconds() + SECONDS_BETWEEN_LINES;
        }
    }

    @Override
    public void onEpoch(EpochReport epoch) {
        double now = window.getLast().elapsedSeconds();
        if (now < nextEpoch) {
            return;
        }
        nextEpoch = now + SECONDS_BETWEEN_LINES;
        tell("epoch " + epoch.epoch() + "  " + values(Validation.values(epoch.means())));
    }

    @Override
    public void onValidation(ValidationReport validation) {
        tell("validation at step " + validation.step() + "  " + values(validation.values())
                + (validation.best() ? "  best so far" : ""));
    }

    /** Prints a line that is not overwritten. */
    private void tell(String text) {
        out.println(terminal ? "\r" + text + " ".repeat(Math.max(0, width - text.length())) : text);
        width = 0;
    }

    private static String values(Map<String, Double> values) {
        return values.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void onEnd(TrainingHistory history) {
        if (window.isEmpty()) {
            return;
        }
        if (terminal) {
            out.println();
        } else if (printed != window.getLast().step()) {
            out.println(line());
        }
    }

    private String line() {
        return String.join("  ", parts());
    }

    /** Returns the line, or as many of its first parts as fit the terminal: a longer line could not be rewritten. */
    private String fitted() {
        int most = columns.orElse(Integer.MAX_VALUE) - 1;
        String line = line();
        if (line.length() <= most) {
            return line;
        }
        line = "";
        for (String part : pieces()) {
            String longer = line.isEmpty() ? part : line + "  " + part;
            if (longer.length() > most) {
                break;
            }
            line = longer;
        }
        return line;
    }

    private List<String> parts() {
        return Stream.of(
                        Stream.of(position(), time()),
                        Stream.of(total() + " (" + String.join(", ", losses()) + ")"),
                        rest().stream())
                .flatMap(parts -> parts)
                .toList();
    }

    /** Returns the same parts with each loss separate, so that a narrow terminal shows the first ones. */
    private List<String> pieces() {
        return Stream.of(Stream.of(position(), time(), total()), losses().stream(), rest().stream())
                .flatMap(parts -> parts)
                .toList();
    }

    private String position() {
        return "step " + window.getLast().step() + (steps == Integer.MAX_VALUE ? "" : "/" + steps);
    }

    private String time() {
        StepReport last = window.getLast();
        boolean endless = steps == Integer.MAX_VALUE && minutes == 0;
        return clock(last.elapsedSeconds())
                + (endless ? "" : ", " + clock(secondsLeft(last, mean(StepReport::stepSeconds))) + " left");
    }

    private String total() {
        return String.format(Locale.ROOT, "loss %.3f", mean(s -> s.losses().total()));
    }

    private List<String> losses() {
        LossReport last = window.getLast().losses();
        return Stream.concat(last.losses().keySet().stream(), last.metrics().keySet().stream())
                .map(name -> String.format(Locale.ROOT, "%s %.3f", name.replaceFirst("_loss$", ""), mean(s -> s.losses()
                        .value(name))))
                .toList();
    }

    private List<String> rest() {
        StepReport last = window.getLast();
        double stepSeconds = mean(StepReport::stepSeconds);
        MemoryUse use = memory.get();
        String images = imagesPerStep == 0 || stepSeconds == 0
                ? ""
                : String.format(Locale.ROOT, ", %.1f images/s", imagesPerStep / stepSeconds);
        return List.of(
                String.format(Locale.ROOT, "rate %.2e", last.learningRate()),
                String.format(Locale.ROOT, "gradient %.2f", last.gradientNorm()),
                String.format(Locale.ROOT, "%.2f s/step", stepSeconds) + images,
                String.format(
                        Locale.ROOT, "memory %.1f GB, heap %.1f GB", use.processBytes() / 1e9, use.heapBytes() / 1e9));
    }

    private double secondsLeft(StepReport last, double stepSeconds) {
        double bySteps = (steps - last.step()) * stepSeconds;
        double byTime = minutes * SECONDS_PER_MINUTE - last.elapsedSeconds();
        return minutes > 0 ? Math.max(0, Math.min(bySteps, byTime)) : bySteps;
    }

    private static String clock(double seconds) {
        long s = (long) Math.rint(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    private double mean(ToDoubleFunction<StepReport> value) {
        return window.stream().mapToDouble(value).average().orElseThrow();
    }
}
