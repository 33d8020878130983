package org.mrcnn.train;

/** Is told about a run, in the training thread. What it throws ends the run. */
public interface TrainingListener {
    /** After each step whose losses were finite. */
    void onStep(StepRecord step);

    /** When the run is over, well or not. */
    default void onEnd(TrainingHistory history) {}
}
