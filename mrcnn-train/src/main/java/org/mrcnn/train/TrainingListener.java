// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

/**
 * Receives the events of a run, in the training thread, between two steps. A listener may use the model, also for detection,
 * and may stop the run through the condition of {@link Trainer#stopWhen}. An exception thrown by a listener ends the run.
 */
public interface TrainingListener {
    /**
     * Called before the first step.
     *
     * @param steps maximum number of steps of the whole run; Integer.MAX_VALUE for no limit
     * @param minutes maximum duration of the whole run in minutes; 0 for no limit
     */
    default void onStart(int steps, double minutes) {}

    /** Called after each step whose losses are finite. */
    void onStep(StepReport step);

    /** Called after each epoch if the number of steps per epoch is set. */
    default void onEpoch(EpochReport epoch) {}

    /** Called after each validation. */
    default void onValidation(ValidationReport validation) {}

    /** Called when the run has ended, successfully or not. */
    default void onEnd(TrainingHistory history) {}
}
