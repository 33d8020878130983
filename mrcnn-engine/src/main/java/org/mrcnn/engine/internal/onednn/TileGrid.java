// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides the result of a convolution into tiles of 4x4 pixels, numbered over all images. The last tiles of a row or column may
 * extend beyond the image.
 *
 * @param height height of an image
 * @param width width of an image
 * @param rows number of tiles in a column
 * @param columns number of tiles in a row
 * @param count number of tiles in all images
 */
record TileGrid(int height, int width, int rows, int columns, int count) {

    /** Number of rows and columns of a tile. */
    static final int TILE = 4;

    /** Consecutive tiles, which are computed together. */
    record Piece(int first, int count) {}

    static TileGrid of(ConvolutionShape s) {
        int height = Math.toIntExact(s.height());
        int width = Math.toIntExact(s.width());
        int rows = (height + TILE - 1) / TILE;
        int columns = (width + TILE - 1) / TILE;
        return new TileGrid(height, width, rows, columns, Math.toIntExact(s.batch() * rows * columns));
    }

    /**
     * Divides the tiles into pieces of nearly equal size, whose transforms take at most {@code bytes}, unless one tile needs more.
     *
     * @param depth number of transformed values at each place of a tile
     */
    List<Piece> pieces(long bytes, int depth) {
        int most = (int) Math.max(1, bytes / Tiles.bytes(depth));
        int number = (count + most - 1) / most;
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int first = (int) ((long) count * i / number);
            int end = (int) ((long) count * (i + 1) / number);
            pieces.add(new Piece(first, end - first));
        }
        return pieces;
    }

    /** Returns the first row of a tile, counted over all images. */
    long row(int tile) {
        return (long) image(tile) * height + top(tile);
    }

    /** Returns the first row of a tile in its image. */
    int top(int tile) {
        return tile / columns % rows * TILE;
    }

    /** Returns the first column of a tile in its image. */
    int left(int tile) {
        return tile % columns * TILE;
    }

    private int image(int tile) {
        return tile / columns / rows;
    }
}
