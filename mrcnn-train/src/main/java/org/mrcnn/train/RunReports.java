// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.List;

/** Notifies the listeners of a run, and records its history. */
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

    /** Sets what ended the run; unless set, the run has failed. */
    void end(TrainingHistory.Ending by) {
        draft.end(by);
    }

    /** Notifies listeners of the end of the run, successful or not. */
    void over() {
        TrainingHistory history = history();
        listeners.forEach(listener -> listener.onEnd(history));
    }

    TrainingHistory history() {
        return draft.history();
    }
}
