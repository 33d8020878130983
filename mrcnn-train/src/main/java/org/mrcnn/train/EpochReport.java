// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import org.mrcnn.losses.LossReport;

/**
 * Reports one epoch: as many steps as {@link Trainer#stepsPerEpoch} sets, usually one pass over the training data.
 *
 * @param epoch number of the epoch, from 1
 * @param step number of its last step
 * @param means means of losses and metrics over the steps of the epoch; after a resume, over those that this run made
 */
public record EpochReport(int epoch, int step, LossReport means) {}
