// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.Parallel;

/** Transforms the pixels of tiles, in parallel. */
final class Tiles {

    private static final int VALUES = WinogradMatrix.VALUES;

    private Tiles() {}

    /**
     * A transform of tiles.
     *
     * @param matrix a matrix with 6 rows
     * @param values the result [36, tiles of the piece, depth]
     * @param depth number of values of a pixel
     */
    record To(WinogradMatrix matrix, Pointer values, int depth) {

        private int margin() {
            return (matrix.columns() - TileGrid.TILE) / 2;
        }
    }

    /** Returns the size of transformed values, {@code depth} of them at each of their 36 places. */
    static long bytes(long depth) {
        return VALUES * depth * Float.BYTES;
    }

    /** Transforms the tiles of a piece. */
    static void transform(TileGrid.Piece piece, TileArray from, To to) {
        int depth = to.depth();
        FloatBuffer values = Floats.view(to.values(), 0, (long) VALUES * piece.count() * depth);
        Parallel.range(piece.count(), (first, end) -> {
            TileTransform transform = new TileTransform(to.matrix(), depth);
            for (int tile = first; tile < end; tile++) {
                from.read(piece.first() + tile, to.margin(), transform.from);
                transform.run();
                transform.store(values, piece.count(), tile);
            }
        });
    }
}
