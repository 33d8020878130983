package org.mrcnn.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.train.StepRecord;
import org.mrcnn.core.train.TrainingHistory;
import org.mrcnn.core.train.TrainingListener;
import org.mrcnn.core.train.TrainingProgress;

/** Shows a run live and keeps its losses for curves. Called by one thread. */
final class Progress implements TrainingListener {

    private final PrintWriter out;
    private final TrainingProgress live;
    private final List<StepRecord> history = new ArrayList<>();

    Progress(PrintWriter out, TrainConfig config) {
        this.out = out;
        this.live = new TrainingProgress(config);
    }

    @Override
    public void onStep(StepRecord step) {
        history.add(step);
        live.onStep(step);
    }

    @Override
    public void onEnd(TrainingHistory all) {
        live.onEnd(all);
    }

    /** Prints a line at once. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** The steps seen, rising. */
    double[] steps() {
        return history.stream().mapToDouble(StepRecord::step).toArray();
    }

    /** The sum of the losses and each by name, one value a step. */
    Map<String, double[]> curves() {
        Map<String, double[]> curves = new LinkedHashMap<>();
        curves.put(
                "loss", history.stream().mapToDouble(s -> s.losses().total()).toArray());
        history.stream()
                .flatMap(step -> step.losses().losses().keySet().stream())
                .distinct()
                .forEach(name -> curves.put(
                        name,
                        history.stream()
                                .mapToDouble(step -> step.losses().value(name))
                                .toArray()));
        return curves;
    }
}
