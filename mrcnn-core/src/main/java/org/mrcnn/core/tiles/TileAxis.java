// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.stream.IntStream;

/** The division of an image's rows or columns into tiles. */
final class TileAxis {

    private final int[] starts;
    private final int size;

    /** Divides an axis of this number of pixels. */
    TileAxis(int pixels, TileOptions options) {
        size = Math.min(pixels, options.side());
        int most = options.side() - options.overlap(); // maximum distance between neighbouring tiles
        int count = pixels <= options.side() ? 1 : 1 + (pixels - size + most - 1) / most;
        starts = new int[count];
        for (int i = 1; i < count; i++) {
            starts[i] = (int) ((long) i * (pixels - size) / (count - 1));
        }
    }

    int count() {
        return starts.length;
    }

    /** Returns the size of each tile in pixels. */
    int size() {
        return size;
    }

    int start(int i) {
        return starts[i];
    }

    int end(int i) {
        return starts[i] + size;
    }

    /** Returns whether there is another tile before this one. */
    boolean hasBefore(int i) {
        return i > 0;
    }

    boolean hasAfter(int i) {
        return i < starts.length - 1;
    }

    /** Returns the tiles that overlap a tile, including itself. */
    int[] overlapping(int i) {
        return IntStream.range(0, count())
                .filter(j -> starts[i] < end(j) && starts[j] < end(i))
                .toArray();
    }

    /** Returns whether a tile decides on a place: the tile whose edges are farthest from it. */
    boolean owns(int i, double place) {
        boolean after = i == 0 || place >= (starts[i] + end(i - 1)) / 2.0;
        boolean before = !hasAfter(i) || place < (starts[i + 1] + end(i)) / 2.0;
        return after && before;
    }
}
