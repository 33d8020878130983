// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/** Reads and writes the tiles of a piece in an array [batch, height, width, channels] of the graph. */
final class TileArray {

    private final TileGrid grid;
    private final int channels;
    private final long firstRow;
    private final FloatBuffer rows;

    TileArray(Pointer array, TileGrid grid, int channels, TileGrid.Piece piece) {
        this.grid = grid;
        this.channels = channels;
        int last = piece.first() + piece.count() - 1;
        long end = grid.row(last) + Math.min(TileGrid.TILE + 1, grid.height() - grid.top(last));
        firstRow = Math.max(0, grid.row(piece.first()) - 1);
        long row = (long) grid.width() * channels;
        rows = Floats.view(array, firstRow * row, (end - firstRow) * row);
    }

    /**
     * Reads a tile, with zeros outside the image.
     *
     * @param margin number of neighbouring pixels to read on each side
     * @param patch 4 + 2 margin rows of as many pixels, or longer
     */
    void read(int tile, int margin, float[][] patch) {
        int side = TileGrid.TILE + 2 * margin;
        int left = grid.left(tile) - margin;
        int from = Math.max(0, left);
        int to = Math.min(grid.width(), left + side);
        int begin = (from - left) * channels;
        int end = (to - left) * channels;
        for (int i = 0; i < side; i++) {
            float[] row = patch[i];
            int y = grid.top(tile) - margin + i;
            if (y < 0 || y >= grid.height()) {
                Arrays.fill(row, 0, side * channels, 0);
            } else {
                Arrays.fill(row, 0, begin, 0);
                rows.get(index(tile, i - margin, from), row, begin, end - begin);
                Arrays.fill(row, end, side * channels, 0);
            }
        }
    }

    /** Writes the pixels of a tile that are in the image, from 4 rows of 4 pixels or more. */
    void write(int tile, float[][] patch) {
        int height = Math.min(TileGrid.TILE, grid.height() - grid.top(tile));
        int width = Math.min(TileGrid.TILE, grid.width() - grid.left(tile));
        for (int i = 0; i < height; i++) {
            rows.put(index(tile, i, grid.left(tile)), patch[i], 0, width * channels);
        }
    }

    private int index(int tile, int row, int column) {
        return (int) (((grid.row(tile) + row - firstRow) * grid.width() + column) * channels);
    }
}
