// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.Optional;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;

/**
 * A wrong detection, or an object that was not found.
 *
 * @param type what is wrong; of an object that was not found, {@link ErrorType#MISSED} or what is wrong with the
 *     detection that could take it if that were fixed
 * @param imageId image it lies in
 * @param detection the wrong detection; of an object the detection that overlaps it most, if any
 * @param truth the object; of a detection the counted object that the error is about or else that it overlaps most, if any
 * @param iou overlap of both, 0 without both
 */
public record DetectionError(
        ErrorType type,
        long imageId,
        Optional<CocoDetection> detection,
        Optional<CocoGroundTruth.Annotation> truth,
        double iou) {}
