// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;

/**
 * What a training run did.
 *
 * @param history every step
 * @param skipped images left out because they could not be used, each time they came up, when calibrating too
 * @param dropped objects that did not reach training, each time that they came up, by what took them: the name of an
 *     augmentation, resizing, or {@code roi.maxInstances}; batches made ahead are counted in
 * @param peakMemoryBytes the most memory that the process held
 * @param plannedMemoryBytes what it was expected to be at most before the first step; 0 where sizes of images were not known
 */
public record TrainingResult(
        TrainingHistory history,
        long skipped,
        Map<String, Long> dropped,
        long peakMemoryBytes,
        long plannedMemoryBytes) {

    /** Copies. */
    public TrainingResult {
        dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    }

    /** How many steps there were. */
    public int steps() {
        return history.steps().size();
    }

    /** Duration of all steps. */
    public double seconds() {
        return history.steps().stream().mapToDouble(StepReport::stepSeconds).sum();
    }

    /** Mean duration of a step. */
    public double secondsPerStep() {
        return steps() == 0 ? 0 : seconds() / steps();
    }
}
