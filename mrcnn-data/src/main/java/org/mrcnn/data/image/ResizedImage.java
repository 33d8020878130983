package org.mrcnn.data.image;

/**
 * A picture in network size, and how it got there.
 *
 * @param image the resized picture; padding is 0
 * @param geometry scale, padding and crop, to move masks and boxes the same way and detections back
 */
public record ResizedImage(Image image, ResizeGeometry geometry) {}
