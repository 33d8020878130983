// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

/**
 * Computes the number of rows that a list of RoIs is padded to. A head then runs on few different shapes, each of which has its
 * own native code and memory, and wastes little time on padding.
 */
final class RowCount {

    private static final int PARTS = 8;

    private RowCount() {}

    /** Returns the smallest multiple of an eighth of {@code max} (at least one row) that holds {@code count} rows. */
    static int padded(int count, int max) {
        int step = (max + PARTS - 1) / PARTS;
        int steps = Math.max(1, (count + step - 1) / step);
        return Math.max(count, Math.min(max, steps * step));
    }
}
