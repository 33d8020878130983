// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.Arrays;

/** The sizes of a pooling: input [n, h, w, c], output [n, outH, outW, c]. */
record MaxPoolShape(int n, int h, int w, int c, int outH, int outW, MaxPoolWindow window) {

    static MaxPoolShape of(long[] input, MaxPoolWindow p) {
        if (input.length != 4) {
            throw new IllegalArgumentException(
                    "max pool: expected an input [N, H, W, C], found shape " + Arrays.toString(input));
        }
        int h = Math.toIntExact(input[1]);
        int w = Math.toIntExact(input[2]);
        int spareH = h + p.top() + p.bottom() - p.kernel();
        int spareW = w + p.left() + p.right() - p.kernel();
        if (spareH < 0 || spareW < 0) {
            throw new IllegalArgumentException(
                    "max pool input " + Arrays.toString(input) + " is smaller than its window " + p);
        }
        int outH = spareH / p.stride() + 1;
        int outW = spareW / p.stride() + 1;
        return new MaxPoolShape(Math.toIntExact(input[0]), h, w, Math.toIntExact(input[3]), outH, outW, p);
    }

    long[] outputShape() {
        return new long[] {n, outH, outW, c};
    }

    int inputRow() {
        return w * c;
    }

    int outputRow() {
        return outW * c;
    }

    /** Returns the first input row of the window of output row {@code oy}; may be negative. */
    int firstRow(int oy) {
        return oy * window.stride() - window.top();
    }

    /** Returns the first input column of the window of output column {@code ox}; may be negative. */
    int firstColumn(int ox) {
        return ox * window.stride() - window.left();
    }
}
