// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/**
 * An image that is read by regions, so that it may be larger than memory: a file opened by {@link Images#open}, an image in
 * memory, or one of your own, such as a server of slides. One thread at a time reads from it.
 */
public interface RegionSource extends AutoCloseable {

    /** Rows of the whole image. */
    int height();

    /** Columns of the whole image. */
    int width();

    /**
     * Reads a part of the image.
     *
     * @param top first row
     * @param left first column
     * @param rows at least 1; {@code top + rows} is at most {@link #height}
     * @param columns at least 1; {@code left + columns} is at most {@link #width}
     * @return rows x columns, with the same channels for each region
     * @throws ImageException naming the file, if it cannot be read there
     */
    Image read(int top, int left, int rows, int columns);

    /** Closes the file, if there is one. */
    @Override
    default void close() {}

    /** Regions of an image in memory. */
    static RegionSource of(Image image) {
        return new WholeImage(image);
    }
}
