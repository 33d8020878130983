// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Box and region arithmetic on primitive arrays: overlaps, box deltas, non-maximum suppression, ROI align.
 *
 * <p>A box is four floats (y1, x1, y2, x2), y2 and x2 exclusive when in pixels; {@code n} boxes are one {@code float[n *
 * 4]}. Every class here is stateless or immutable, and so safe for use by many threads.
 */
package org.mrcnn.data.internal.geometry;
