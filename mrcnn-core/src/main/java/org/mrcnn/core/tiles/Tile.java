// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.ArrayList;
import java.util.List;

/**
 * One tile of an image.
 *
 * @param rows of the image
 * @param columns of the image
 * @param row index of the tile among the rows of tiles
 * @param column index of the tile in its row
 */
record Tile(TileAxis rows, TileAxis columns, int row, int column) {

    int top() {
        return rows.start(row);
    }

    int left() {
        return columns.start(column);
    }

    int bottom() {
        return rows.end(row);
    }

    int right() {
        return columns.end(column);
    }

    /** The other tiles that share pixels with this one. */
    List<Tile> neighbours() {
        List<Tile> found = new ArrayList<>();
        for (int y : rows.overlapping(row)) {
            for (int x : columns.overlapping(column)) {
                if (y != row || x != column) {
                    found.add(new Tile(rows, columns, y, x));
                }
            }
        }
        return found;
    }

    /** Whether a box reaches an edge of the tile beyond which the image continues. */
    boolean cuts(float[] box, int margin) {
        return (rows.hasBefore(row) && box[0] < top() + margin)
                || (columns.hasBefore(column) && box[1] < left() + margin)
                || (rows.hasAfter(row) && box[2] > bottom() - margin)
                || (columns.hasAfter(column) && box[3] > right() - margin);
    }

    /** Whether this is the tile that sees the centre of a box best. */
    boolean owns(float[] box) {
        return rows.owns(row, (box[0] + box[2]) / 2.0) && columns.owns(column, (box[1] + box[3]) / 2.0);
    }
}
