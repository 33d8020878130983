// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import org.mrcnn.losses.LossReport;

/**
 * Reports one step of a run, to listeners and in the history.
 *
 * @param step number of the step, from 1
 * @param elapsedSeconds seconds from the start of the run to the end of the step
 * @param stepSeconds duration of the step in seconds, including the wait for its batch
 * @param learningRate learning rate of the step
 * @param gradientNorm Euclidean norm of the gradient over all trained weights, before clipping
 * @param losses losses and metrics on the step's batches, with the weights before the step
 */
public record StepReport(
        int step,
        double elapsedSeconds,
        double stepSeconds,
        double learningRate,
        double gradientNorm,
        LossReport losses) {}
