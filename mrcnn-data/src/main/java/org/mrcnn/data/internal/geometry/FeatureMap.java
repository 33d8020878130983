// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.nio.FloatBuffer;

/**
 * One feature map in a buffer, NHWC: cell (y, x) starts at {@code offset + (y * width + x) * channels}.
 *
 * @param values on the heap or native; position and limit are not touched, so threads may read one buffer at the same time
 * @param offset index of the map's first float in the buffer
 * @param height rows
 * @param width columns
 * @param channels floats of a cell
 */
public record FeatureMap(FloatBuffer values, int offset, int height, int width, int channels) {}
