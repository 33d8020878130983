// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.util.Arrays;

/**
 * Collects pixels in column-major order as canonical runs: the first run is off and may be empty, all others are not empty, and
 * adjacent pixels of equal value are in the same run.
 */
public final class RunBuilder {
    private int[] runs = new int[16];
    /** Index of the current run; even runs are off, odd runs are on. */
    private int open;

    /** Appends {@code length} pixels; a length of 0 adds nothing. */
    public void add(boolean on, int length) {
        if (length == 0) {
            return;
        }
        if (((open & 1) == 1) != on) {
            open++;
            if (open == runs.length) {
                runs = Arrays.copyOf(runs, 2 * open);
            }
        }
        runs[open] += length;
    }

    /** Returns the run lengths so far: off, on, off and so on. */
    public int[] build() {
        return Arrays.copyOf(runs, open + 1);
    }

    /** Rejects masks smaller than 1x1 pixels, or with more pixels than an array index can count. */
    public static void requireSize(int height, int width) {
        if (height < 1 || width < 1 || (long) height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("mask of " + height + "x" + width
                    + " (height x width), expected at least 1x1 and at most " + Integer.MAX_VALUE + " pixels");
        }
    }
}
