// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

/**
 * How many rows a list of regions is padded to. A head runs on few different shapes that way, each with native code and
 * memory of its own, and yet wastes little on padding.
 */
final class RowCount {

    private static final int PARTS = 8;

    private RowCount() {}

    /** The smallest eighth of {@code max} (at least one row) that holds {@code count} rows. */
    static int padded(int count, int max) {
        int step = (max + PARTS - 1) / PARTS;
        int steps = Math.max(1, (count + step - 1) / step);
        return Math.max(count, Math.min(max, steps * step));
    }
}
