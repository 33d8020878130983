// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Arithmetic of boxes and RoIs on primitive arrays: overlaps, box deltas, non-maximum suppression, RoIAlign.
 *
 * <p>A box is four floats (y1, x1, y2, x2), y2 and x2 exclusive if in pixels; {@code n} boxes are one {@code float[n * 4]}. All
 * classes are stateless or immutable, and therefore thread-safe.
 */
package org.mrcnn.data.internal.geometry;
