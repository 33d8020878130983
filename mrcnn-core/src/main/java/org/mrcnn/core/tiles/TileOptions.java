// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

/**
 * How an image is divided into tiles. All tiles have the same size, so that objects have the same scale in each: if the image
 * does not contain a whole number of tiles, they overlap more. An image smaller than a tile is a single tile.
 *
 * @param side height and width of a tile in pixels of the image, 32 or more. The size of the training images is best, because
 *     each tile is resized according to {@code image} in the model's configuration
 * @param overlap minimum overlap of neighbouring tiles in pixels, from 4 to half the side. Somewhat more than the size of the
 *     largest object is best; larger objects are joined from their parts
 */
public record TileOptions(int side, int overlap) {

    private static final int LEAST_SIDE = 32;
    private static final int LEAST_OVERLAP = 4;

    /** Checks the numbers. */
    public TileOptions {
        if (side < LEAST_SIDE) {
            throw new IllegalArgumentException(
                    "tiles: expected a side of " + LEAST_SIDE + " pixels or more, found " + side);
        }
        if (overlap < LEAST_OVERLAP || overlap > side / 2) {
            throw new IllegalArgumentException("overlap of tiles: expected " + LEAST_OVERLAP + " pixels to " + side / 2
                    + ", half the side of a tile, found " + overlap);
        }
    }
}
