// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

/**
 * Hears of a run, in the training thread, between two steps. It may use the model, for detection too, and stop the run by
 * what {@link Trainer#stopWhen} asks. What it throws ends the run.
 */
public interface TrainingListener {
    /**
     * Before the first step.
     *
     * @param steps of the whole run at most; Integer.MAX_VALUE for no limit
     * @param minutes of the whole run at most; 0 for no limit
     */
    default void onStart(int steps, double minutes) {}

    /** After each step whose losses were finite. */
    void onStep(StepReport step);

    /** After each epoch, where the run knows how many steps an epoch has. */
    default void onEpoch(EpochReport epoch) {}

    /** After each validation. */
    default void onValidation(ValidationReport validation) {}

    /** When the run is over, well or not. */
    default void onEnd(TrainingHistory history) {}
}
