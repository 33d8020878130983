// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

/** Hears of a run, in the training thread, between two steps. What it throws ends the run. */
public interface TrainingListener {
    /** After each step whose losses were finite. */
    void onStep(StepReport step);

    /** When the run is over, well or not. */
    default void onEnd(TrainingHistory history) {}
}
