// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

/**
 * How an image is cut into tiles. All tiles have the same size, the last ones too, so that objects have one scale: they are moved
 * closer together where the image does not hold a whole number of them. An image smaller than a tile is one tile.
 *
 * @param side rows and columns of a tile in pixels of the image, 32 or more; best the size of the images that the model was trained
 *     on, because each tile is resized as {@code image} of the model's configuration says
 * @param overlap rows and columns that neighbours share at least, 4 to half the side; best somewhat more than the largest object is
 *     wide. Larger objects are joined from their parts
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
