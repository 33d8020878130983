// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** One channel of an image with its rows and columns. */
public record PixelPlane(PixelSource pixels, int height, int width) {}
