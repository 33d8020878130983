// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.List;

/** Tells the listeners of a run what happens in it, and keeps its history. */
final class RunReports {

    private final List<TrainingListener> listeners;
    private final EpochMeans epochs;
    private final TrainingHistory.Draft draft = new TrainingHistory.Draft();

    /** @param stepsPerEpoch 0 for a run without epochs */
    RunReports(List<TrainingListener> listeners, int stepsPerEpoch) {
        this.listeners = listeners;
        epochs = new EpochMeans(stepsPerEpoch);
    }

    void begin(int steps, double minutes) {
        listeners.forEach(listener -> listener.onStart(steps, minutes));
    }

    void add(StepReport step) {
        draft.add(step);
        listeners.forEach(listener -> listener.onStep(step));
        epochs.after(step).ifPresent(epoch -> listeners.forEach(listener -> listener.onEpoch(epoch)));
    }

    void add(ValidationReport validation) {
        draft.add(validation);
        listeners.forEach(listener -> listener.onValidation(validation));
    }

    /** What ended the run; without it the run failed. */
    void end(TrainingHistory.Ending by) {
        draft.end(by);
    }

    /** The run is over, well or not. */
    void over() {
        TrainingHistory history = history();
        listeners.forEach(listener -> listener.onEnd(history));
    }

    TrainingHistory history() {
        return draft.history();
    }
}
