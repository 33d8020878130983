// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** A channel of an image with its height and width. */
public record PixelPlane(PixelSource pixels, int height, int width) {}
