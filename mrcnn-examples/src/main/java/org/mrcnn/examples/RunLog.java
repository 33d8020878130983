package org.mrcnn.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.train.StepRecord;
import org.mrcnn.core.train.TrainingHistory;
import org.mrcnn.core.train.TrainingListener;
import org.mrcnn.core.train.TrainingProgress;

/** Shows a run while it lasts and keeps its losses for curves. Called by one thread. */
final class RunLog implements TrainingListener {
    private final TrainingProgress progress;
    private final List<StepRecord> steps = new ArrayList<>();

    RunLog(TrainConfig config) {
        progress = new TrainingProgress(config);
    }

    @Override
    public void onStep(StepRecord step) {
        steps.add(step);
        progress.onStep(step);
    }

    @Override
    public void onEnd(TrainingHistory history) {
        progress.onEnd(history);
    }

    /** The steps seen, rising. */
    double[] steps() {
        return steps.stream().mapToDouble(StepRecord::step).toArray();
    }

    /** The sum of the losses and each by name, one value a step. */
    Map<String, double[]> curves() {
        Map<String, double[]> curves = new LinkedHashMap<>();
        curves.put(
                "total loss",
                steps.stream().mapToDouble(step -> step.losses().total()).toArray());
        steps.stream()
                .flatMap(step -> step.losses().losses().keySet().stream())
                .distinct()
                .forEach(name -> curves.put(
                        name,
                        steps.stream()
                                .mapToDouble(step -> step.losses().losses().getOrDefault(name, Double.NaN))
                                .toArray()));
        return curves;
    }
}
