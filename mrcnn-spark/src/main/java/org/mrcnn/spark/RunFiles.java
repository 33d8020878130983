// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Serializable;

/**
 * The files of a training run. Except for {@code model}, Hadoop reads and writes them.
 *
 * @param model the model to start from, which is among the files of the application
 * @param checkpoint the checkpoint that is written, and read on resuming
 * @param minutes time between two checkpoints
 * @param resumes whether the run starts from the checkpoint
 * @param out the trained model
 * @param best the best model according to the validations; null for none
 * @param log folder of history, events and report; null for none
 */
record RunFiles(
        SharedModel model, String checkpoint, double minutes, boolean resumes, String out, String best, String log)
        implements Serializable {}
