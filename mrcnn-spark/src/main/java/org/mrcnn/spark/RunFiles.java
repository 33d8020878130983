// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Serializable;

/**
 * The files of a training run, which Hadoop reads and writes but for the first.
 *
 * @param model to begin with, among the files of the application
 * @param checkpoint to write and to resume from
 * @param minutes between two checkpoints
 * @param resumes whether the run begins with the checkpoint
 * @param out the trained model
 * @param best the best model by the validations; null for none
 * @param log folder of history, events and report; null for none
 */
record RunFiles(
        SharedModel model, String checkpoint, double minutes, boolean resumes, String out, String best, String log)
        implements Serializable {}
