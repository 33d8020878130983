// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import org.mrcnn.data.image.Image;

/**
 * An image in network size, and how it got there.
 *
 * @param image the resized image; padding is 0
 * @param geometry scale, padding and crop, to move masks and boxes the same way and detections back
 * @param fractions float[scaledHeight * scaledWidth * channels], 0 to 255, what {@code image} is rounded from; null where nothing
 *     is lost
 */
@SuppressWarnings("ArrayRecordComponent") // large, made and read within one call
public record ResizedImage(Image image, ResizeGeometry geometry, float[] fractions) {

    /** An image that lost nothing, or whose fractions do not matter. */
    public ResizedImage(Image image, ResizeGeometry geometry) {
        this(image, geometry, null);
    }
}
