// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.stream.IntStream;

/** Tiles along rows or along columns. */
final class TileAxis {

    private final int[] starts;
    private final int size;

    /** Tiles of one axis of an image of so many pixels. */
    TileAxis(int pixels, TileOptions options) {
        size = Math.min(pixels, options.side());
        int most = options.side() - options.overlap(); // from one tile to the next
        int count = pixels <= options.side() ? 1 : 1 + (pixels - size + most - 1) / most;
        starts = new int[count];
        for (int i = 1; i < count; i++) {
            starts[i] = (int) ((long) i * (pixels - size) / (count - 1));
        }
    }

    int count() {
        return starts.length;
    }

    /** Pixels of each tile. */
    int size() {
        return size;
    }

    int start(int i) {
        return starts[i];
    }

    int end(int i) {
        return starts[i] + size;
    }

    /** Whether an edge of a tile is none of the image. */
    boolean hasBefore(int i) {
        return i > 0;
    }

    boolean hasAfter(int i) {
        return i < starts.length - 1;
    }

    /** The tiles that share pixels with a tile, itself too. */
    int[] overlapping(int i) {
        return IntStream.range(0, count())
                .filter(j -> starts[i] < end(j) && starts[j] < end(i))
                .toArray();
    }

    /** Whether a tile is the one to decide on a place: the one that has it farthest from its edges. */
    boolean owns(int i, double place) {
        boolean after = i == 0 || place >= (starts[i] + end(i - 1)) / 2.0;
        boolean before = !hasAfter(i) || place < (starts[i + 1] + end(i)) / 2.0;
        return after && before;
    }
}
