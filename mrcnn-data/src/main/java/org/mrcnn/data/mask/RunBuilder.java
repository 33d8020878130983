package org.mrcnn.data.mask;

import java.util.Arrays;

/**
 * Collects pixels in column-major order as canonical runs: the first run is off and may be empty, all others are
 * not, and neighbours of equal value are joined.
 */
final class RunBuilder {
    private int[] runs = new int[16];
    /** Index of the open run; even runs are off, odd runs are on. */
    private int open;

    /** Appends {@code length} pixels; a length of 0 adds nothing. */
    void add(boolean on, int length) {
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

    Rle build(int height, int width) {
        return new Rle(height, width, Arrays.copyOf(runs, open + 1));
    }
}
