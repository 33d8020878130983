// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** A channel of an image with any storage of its pixels. */
@FunctionalInterface
public interface PixelSource {
    /** Returns the value in row {@code y} and column {@code x}, both inside the image. */
    float at(int y, int x);
}
