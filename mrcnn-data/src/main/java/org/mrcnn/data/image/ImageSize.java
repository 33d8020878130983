package org.mrcnn.data.image;

/**
 * Size of an image file in pixels.
 *
 * @param height rows as a viewer shows them, Exif orientation applied
 * @param width columns as a viewer shows them
 * @param storedHeight rows of the stored pixels
 * @param storedWidth columns of the stored pixels
 */
public record ImageSize(int height, int width, int storedHeight, int storedWidth) {}
