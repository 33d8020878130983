package org.mrcnn.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.core.TrainingListener;
import org.mrcnn.core.TrainingStep;

/** Prints a line every few seconds of training and keeps the losses for curves. Called by one thread. */
final class Progress implements TrainingListener {
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final PrintWriter out;
    private final List<TrainingStep> history = new ArrayList<>();
    private double lastLine = -SECONDS_BETWEEN_LINES;

    Progress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onStep(TrainingStep step) {
        history.add(step);
        if (step.seconds() - lastLine >= SECONDS_BETWEEN_LINES) {
            lastLine = step.seconds();
            double average = history.subList(Math.max(0, history.size() - 20), history.size()).stream()
                    .mapToDouble(TrainingStep::loss)
                    .average()
                    .orElse(Double.NaN);
            say(String.format(
                    Locale.ROOT,
                    "step %d of at most %d  %.0f s  %.2f s a step  loss %.3f",
                    step.step(),
                    step.steps(),
                    step.seconds(),
                    step.seconds() / step.step(),
                    average));
        }
    }

    /** Prints a line at once. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** The steps seen, rising. */
    double[] steps() {
        return history.stream().mapToDouble(TrainingStep::step).toArray();
    }

    /** The sum of the losses and each by name, one value a step. */
    Map<String, double[]> curves() {
        Map<String, double[]> curves = new LinkedHashMap<>();
        curves.put("loss", history.stream().mapToDouble(TrainingStep::loss).toArray());
        history.stream()
                .flatMap(step -> step.losses().keySet().stream())
                .distinct()
                .forEach(name -> curves.put(
                        name,
                        history.stream()
                                .mapToDouble(step -> step.losses().getOrDefault(name, Double.NaN))
                                .toArray()));
        return curves;
    }
}
