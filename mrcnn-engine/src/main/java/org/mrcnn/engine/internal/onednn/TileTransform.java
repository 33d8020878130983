// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.FloatBuffer;

/**
 * Applies a {@link WinogradMatrix} to both sides of a tile, and transposes it: transformed tiles have their columns as rows, and a
 * result computed from them has its rows as rows again. Each thread has its own.
 */
final class TileTransform {

    /** The tile: in each array the values of a row, as many rows as the matrix has columns. {@link #run} overwrites it. */
    final float[][] from;

    /** The result: in each array the values of a row, as many rows as the matrix has. */
    final float[][] to;

    private final int columns;
    private final int rows;
    private final WinogradMatrix matrix;
    private final int n;

    /** @param n number of values at each place of the tile */
    TileTransform(WinogradMatrix matrix, int n) {
        this.matrix = matrix;
        this.n = n;
        columns = matrix.columns();
        rows = matrix.rows();
        from = new float[columns][WinogradMatrix.SIDE * n];
        to = new float[rows][WinogradMatrix.SIDE * n];
    }

    /** Computes {@link #to}. */
    void run() {
        matrix.apply(from, to, columns * n);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                System.arraycopy(to[i], j * n, from[j], i * n, n);
            }
        }
        matrix.apply(from, to, rows * n);
    }

    /** Fills {@link #from} with one tile of an array [columns * columns, tiles, n]. */
    void load(FloatBuffer array, int tiles, int tile) {
        int side = columns;
        for (int i = 0; i < side * side; i++) {
            array.get((i * tiles + tile) * n, from[i / side], i % side * n, n);
        }
    }

    /** Like {@link #load}, turned by 180 degrees. */
    void loadTurned(FloatBuffer array, int tiles, int tile) {
        int side = columns;
        int last = side * side - 1;
        for (int i = 0; i <= last; i++) {
            array.get((i * tiles + tile) * n, from[(last - i) / side], (last - i) % side * n, n);
        }
    }

    /** Writes {@link #to} as one tile of an array [rows * rows, tiles, n]. */
    void store(FloatBuffer array, int tiles, int tile) {
        int side = rows;
        for (int i = 0; i < side * side; i++) {
            array.put((i * tiles + tile) * n, to[i / side], i % side * n, n);
        }
    }
}
