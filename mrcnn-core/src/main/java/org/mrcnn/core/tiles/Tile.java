// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.ArrayList;
import java.util.List;

/**
 * One tile of an image.
 *
 * @param rows division of the image's rows into tiles
 * @param columns division of the image's columns into tiles
 * @param row index of the tile in {@code rows}
 * @param column index of the tile in {@code columns}
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

    /** Returns the other tiles that overlap this one. */
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

    /** Returns whether a box reaches an edge of the tile beyond which the image continues. */
    boolean cuts(float[] box, int margin) {
        return (rows.hasBefore(row) && box[0] < top() + margin)
                || (columns.hasBefore(column) && box[1] < left() + margin)
                || (rows.hasAfter(row) && box[2] > bottom() - margin)
                || (columns.hasAfter(column) && box[3] > right() - margin);
    }

    /** Returns whether this tile decides on the centre of a box: the tile whose edges are farthest from it. */
    boolean owns(float[] box) {
        return rows.owns(row, (box[0] + box[2]) / 2.0) && columns.owns(column, (box[1] + box[3]) / 2.0);
    }
}
