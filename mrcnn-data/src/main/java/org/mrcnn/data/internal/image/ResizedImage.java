// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import org.mrcnn.data.image.Image;

/**
 * An image in network size, and how it got there.
 *
 * @param image the resized image; padding is 0
 * @param geometry scale, padding and crop, to move masks and boxes the same way and detections back
 */
public record ResizedImage(Image image, ResizeGeometry geometry) {}
