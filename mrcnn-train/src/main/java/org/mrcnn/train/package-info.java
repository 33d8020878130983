// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * The training loop for any SameDiff graph: {@link Trainer} repeats a {@link TrainStep} and notifies {@link TrainingListener}s,
 * such as {@link ProgressPrinter}; a {@link TrainingHistory} contains every {@link StepReport}.
 */
package org.mrcnn.train;
