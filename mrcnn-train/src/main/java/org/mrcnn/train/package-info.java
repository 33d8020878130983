// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * The training loop of any SameDiff graph: {@link Trainer} repeats a {@link TrainStep} and tells its {@link TrainingListener}s,
 * such as {@link ProgressPrinter}; a {@link TrainingHistory} keeps every {@link StepReport}.
 */
package org.mrcnn.train;
