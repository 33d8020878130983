// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.nio.FloatBuffer;

/**
 * A feature map in a buffer, NHWC: cell (y, x) starts at {@code offset + (y * width + x) * channels}.
 *
 * @param values buffer on the heap or in native memory; position and limit are not changed, so that several threads may read it
 * @param offset index of the map's first float in the buffer
 * @param height number of rows
 * @param width number of columns
 * @param channels number of floats per cell
 */
public record FeatureMap(FloatBuffer values, int offset, int height, int width, int channels) {}
