package org.mrcnn.core;

import org.mrcnn.core.train.StepRecord;
import org.mrcnn.core.train.TrainingHistory;

/**
 * What a training run did.
 *
 * @param history every step
 * @param skipped pictures left out because they could not be used, each time they came up, when calibrating too
 * @param peakMemoryBytes the most memory that the process held
 */
public record TrainingResult(TrainingHistory history, long skipped, long peakMemoryBytes) {

    /** How many steps there were. */
    public int steps() {
        return history.steps().size();
    }

    /** Duration of all steps. */
    public double seconds() {
        return history.steps().stream().mapToDouble(StepRecord::stepSeconds).sum();
    }

    /** Mean duration of a step. */
    public double secondsPerStep() {
        return steps() == 0 ? 0 : seconds() / steps();
    }
}
