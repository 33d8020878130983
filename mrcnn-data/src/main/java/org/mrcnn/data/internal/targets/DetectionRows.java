// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/**
 * Detections of one image.
 *
 * @param rows float[maxDetections * 6]: y1, x1, y2, x2 (normalized), class id, score; highest score first, zero rows after
 *     {@code count}
 * @param count number of rows that are detections
 */
@SuppressWarnings("ArrayRecordComponent") // passed to the graph without a copy
public record DetectionRows(float[] rows, int count) {}
