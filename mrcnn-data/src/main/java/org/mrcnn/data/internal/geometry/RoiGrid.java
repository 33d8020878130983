// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/**
 * The bins that an RoI is pooled to.
 *
 * @param rows number of rows of bins, at least 1
 * @param columns number of columns of bins, at least 1
 * @param sampling where each bin reads the map
 */
public record RoiGrid(int rows, int columns, Sampling sampling) {
    /** Checks the sizes. */
    public RoiGrid {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a grid of bins needs a row and a column, found " + rows + " x " + columns);
        }
    }

    /** Returns a grid with equal numbers of rows and columns. */
    public static RoiGrid square(int side, Sampling sampling) {
        return new RoiGrid(side, side, sampling);
    }

    AxisSamples rowSamples(float[] box, int mapRows) {
        return AxisSamples.of(box[0], box[2], mapRows, rows, sampling);
    }

    AxisSamples columnSamples(float[] box, int mapColumns) {
        return AxisSamples.of(box[1], box[3], mapColumns, columns, sampling);
    }
}
