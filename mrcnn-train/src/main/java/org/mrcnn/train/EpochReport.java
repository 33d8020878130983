// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import org.mrcnn.losses.LossReport;

/**
 * One pass over the training data, or rather as many steps as {@link Trainer#stepsPerEpoch} says.
 *
 * @param epoch from 1
 * @param step its last step
 * @param means means of losses and metrics over the steps of this epoch that this run made
 */
public record EpochReport(int epoch, int step, LossReport means) {}
