// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * How a 3x3 convolution of stride 1 and padding 1 is cut for Winograd's algorithm, whose scratch memory is several times
 * the size of its arrays: into groups of whole images, or into strips of one image's rows.
 */
final class WinogradPieces {

    /** Values that a pixel needs a channel: 36 of 16 in the transformed tiles, 1 in the copy. */
    private static final double VALUES = 36 / 16.0 + 1;

    private WinogradPieces() {}

    /**
     * A piece of the result, and the rows of the source that it is computed from: its own and a neighbour on each side.
     *
     * @param image the first image
     * @param images how many
     * @param row first row of the result
     * @param rows rows of the result
     * @param from first row of the source
     * @param taken rows of the source; beyond them lies padding
     */
    record Piece(int image, int images, int row, int rows, int from, int taken) {

        /** What kernels depend on. */
        Shape shape() {
            return new Shape(images, taken, row - from, rows);
        }
    }

    /**
     * Pieces of equal shape share their kernels.
     *
     * @param taken rows computed
     * @param skipped computed rows before the first that counts
     * @param rows that count
     */
    record Shape(int images, int taken, int skipped, int rows) {}

    /** The pieces, of at most {@code bytes} each where a single strip of rows allows it. */
    static List<Piece> of(ConvolutionShape s, long bytes) {
        int height = Math.toIntExact(s.height());
        double row = VALUES * Float.BYTES * s.width() * (s.channels() + s.filters());
        int images = (int) Math.min(s.batch(), Math.max(1, (long) (bytes / (row * height))));
        int rows = images > 1 ? height : stripRows(height, (int) Math.max(1, (long) (bytes / row)));
        List<Piece> pieces = new ArrayList<>();
        for (int image = 0; image < s.batch(); image += images) {
            for (int first = 0; first < height; first += rows) {
                int count = Math.min(rows, height - first);
                int from = Math.max(0, first - 1);
                int end = Math.min(height, first + count + 1);
                pieces.add(new Piece(image, (int) Math.min(images, s.batch() - image), first, count, from, end - from));
            }
        }
        return pieces;
    }

    /** Strips of nearly equal height, none above {@code most}. */
    private static int stripRows(int height, int most) {
        int strips = (height + most - 1) / most;
        return (height + strips - 1) / strips;
    }
}
