// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import org.mrcnn.data.image.Image;

/**
 * An image in the size of the network input, and its mapping.
 *
 * @param image the resized image; padding is 0
 * @param geometry scale, padding and crop, with which masks and boxes are mapped too, and detections are mapped back
 * @param fractions float[scaledHeight * scaledWidth * channels], 0 to 255, from which {@code image} is rounded; null if nothing
 *     is lost
 */
@SuppressWarnings("ArrayRecordComponent") // large, created and read within one call
public record ResizedImage(Image image, ResizeGeometry geometry, float[] fractions) {

    /** Creates a resized image without fractions, because nothing is lost or they do not matter. */
    public ResizedImage(Image image, ResizeGeometry geometry) {
        this(image, geometry, null);
    }
}
