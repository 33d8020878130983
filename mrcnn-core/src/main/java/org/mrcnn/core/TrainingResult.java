// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;

/**
 * The result of a training run.
 *
 * @param history all steps and validations
 * @param skipped how often an image was skipped because it could not be used, during calibration too; an image counts each time
 * @param dropped how often an object was dropped before training, by cause: the name of an augmentation, resizing, or {@code
 *     roi.maxInstances}. An object counts each time; batches that were prepared but not used count too
 * @param peakMemoryBytes the largest amount of memory that the process held
 * @param plannedMemoryBytes the upper limit of that amount estimated before the first step; 0 if the sizes of the images were
 *     unknown
 */
public record TrainingResult(
        TrainingHistory history,
        long skipped,
        Map<String, Long> dropped,
        long peakMemoryBytes,
        long plannedMemoryBytes) {

    /** Copies {@code dropped}. */
    public TrainingResult {
        dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    }

    /** Returns the number of steps of this run. */
    public int steps() {
        return history.steps().size();
    }

    /** Returns the duration of all steps together, in seconds. */
    public double seconds() {
        return history.steps().stream().mapToDouble(StepReport::stepSeconds).sum();
    }

    /** Returns the mean duration of a step in seconds; 0 without steps. */
    public double secondsPerStep() {
        return steps() == 0 ? 0 : seconds() / steps();
    }
}
