package org.mrcnn.train;

import org.mrcnn.losses.LossReport;

/**
 * What one step of the optimizer found.
 *
 * @param losses before the step
 * @param gradientNorm Euclidean length of the gradient over all trained weights, before clipping
 */
public record StepReport(LossReport losses, double gradientNorm) {}
