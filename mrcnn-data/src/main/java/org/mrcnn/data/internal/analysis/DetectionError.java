// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.Optional;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;

/**
 * A wrong detection, or an object that was not found.
 *
 * @param type type of the error; for an object that was not found, {@link ErrorType#MISSED}, or the error of the detection that
 *     could take the object if that error were fixed
 * @param imageId id of the image
 * @param detection the wrong detection; for an object, the detection that overlaps it most, if any
 * @param truth the object; for a detection, the counted object that the error is about, or else the one that it overlaps most,
 *     if any
 * @param iou overlap of both; 0 if one of them is missing
 */
public record DetectionError(
        ErrorType type,
        long imageId,
        Optional<CocoDetection> detection,
        Optional<CocoGroundTruth.Annotation> truth,
        double iou) {}
