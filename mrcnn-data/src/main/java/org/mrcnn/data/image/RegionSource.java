// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/**
 * An image that is read by regions, so that it may be larger than memory: a file opened by {@link Images#open}, an image in
 * memory, or a custom implementation, for example for a slide server. Not thread-safe.
 */
public interface RegionSource extends AutoCloseable {

    /** Returns the height of the whole image in pixels. */
    int height();

    /** Returns the width of the whole image in pixels. */
    int width();

    /**
     * Reads a region of the image.
     *
     * @param top first row
     * @param left first column
     * @param rows number of rows, 1 or more; {@code top + rows} is at most {@link #height}
     * @param columns number of columns, 1 or more; {@code left + columns} is at most {@link #width}
     * @return the region, rows x columns, with the same channels for every region
     * @throws ImageException if the region cannot be read; the message names the file
     */
    Image read(int top, int left, int rows, int columns);

    /** Closes the file, if there is one. */
    @Override
    default void close() {}

    /** Returns a source for an image in memory. */
    static RegionSource of(Image image) {
        return new WholeImage(image);
    }
}
