package org.mrcnn.train;

import org.mrcnn.losses.LossReport;

/**
 * One step of a run.
 *
 * @param step from 1
 * @param elapsedSeconds since the run began, at the end of the step
 * @param stepSeconds duration of the step, waiting for its images included
 * @param learningRate of the step
 * @param gradientNorm before clipping
 * @param losses before the step
 */
public record StepRecord(
        int step,
        double elapsedSeconds,
        double stepSeconds,
        double learningRate,
        double gradientNorm,
        LossReport losses) {}
