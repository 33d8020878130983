// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides a 3x3 convolution with stride 1 and padding 1 into pieces for Winograd's algorithm, whose scratch memory is several
 * times the size of its arrays: into groups of whole images, or into strips of rows of one image.
 */
final class WinogradPieces {

    /** Number of values that a pixel needs per channel: 36 per 16 pixels in the transformed tiles, and 1 in the copy. */
    private static final double VALUES = 36 / 16.0 + 1;

    private WinogradPieces() {}

    /**
     * A piece of the result, and the rows of the source that it is computed from: its own rows, and a neighbour on each side.
     *
     * @param image first image
     * @param images number of images
     * @param row first row of the result
     * @param rows number of rows of the result
     * @param from first row of the source
     * @param taken number of rows of the source, without padding
     */
    record Piece(int image, int images, int row, int rows, int from, int taken) {

        /** Returns the shape, which determines the kernels. */
        Shape shape() {
            return new Shape(images, taken, row - from, rows);
        }
    }

    /**
     * The shape of a piece. Pieces with equal shapes share their kernels.
     *
     * @param images number of images
     * @param taken number of rows computed
     * @param skipped number of computed rows before the first valid one
     * @param rows number of valid rows
     */
    record Shape(int images, int taken, int skipped, int rows) {}

    /** Returns the pieces. Each needs at most {@code bytes}, unless a single row needs more. */
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

    /** Returns the height of strips of nearly equal height, at most {@code most} rows each. */
    private static int stripRows(int height, int most) {
        int strips = (height + most - 1) / most;
        return (height + strips - 1) / strips;
    }
}
