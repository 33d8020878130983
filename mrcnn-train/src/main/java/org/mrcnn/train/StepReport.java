// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import org.mrcnn.losses.LossReport;

/**
 * One step of a run, as listeners hear of it and the history keeps it.
 *
 * @param step from 1
 * @param elapsedSeconds since the run began, at the end of the step
 * @param stepSeconds duration of the step, including the wait for its batch
 * @param learningRate learning rate of the step
 * @param gradientNorm Euclidean length of the gradient over all trained weights, before clipping
 * @param losses losses and metrics of the step's batches, with the weights before it
 */
public record StepReport(
        int step,
        double elapsedSeconds,
        double stepSeconds,
        double learningRate,
        double gradientNorm,
        LossReport losses) {}
