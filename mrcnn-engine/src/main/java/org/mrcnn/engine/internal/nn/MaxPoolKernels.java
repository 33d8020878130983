// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.mrcnn.engine.internal.Parallel;

/** Max pooling over row-major NHWC buffers, by rows of W * C values, with the channels in the innermost loops. */
final class MaxPoolKernels {

    /** Number of output rows that a thread processes at a time in the backward pass. */
    private static final int BAND = 8;

    private MaxPoolKernels() {}

    static void forward(MaxPoolShape s, FloatBuffer x, FloatBuffer y) {
        Parallel.range(s.n() * s.outH(), (from, to) -> {
            float[] row = new float[s.inputRow()];
            float[] highest = new float[s.inputRow()];
            float[] out = new float[s.outputRow()];
            for (int i = from; i < to; i++) {
                maxOfRows(s, x, i, row, highest);
                maxOfColumns(s, highest, out);
                y.put(i * s.outputRow(), out);
            }
        });
    }

    /**
     * Sets {@code out} to the maximum over the rows of the windows of output row {@code i}, counted over all images.
     *
     * @param row scratch memory
     */
    private static void maxOfRows(MaxPoolShape s, FloatBuffer x, int i, float[] row, float[] out) {
        int firstOfImage = i / s.outH() * s.h();
        int top = s.firstRow(i % s.outH());
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        int end = Math.min(s.h(), top + s.window().kernel());
        for (int iy = Math.max(0, top); iy < end; iy++) {
            x.get((firstOfImage + iy) * s.inputRow(), row);
            for (int k = 0; k < row.length; k++) {
                out[k] = Math.max(out[k], row[k]);
            }
        }
    }

    private static void maxOfColumns(MaxPoolShape s, float[] row, float[] out) {
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        int channels = s.c();
        for (int ox = 0; ox < s.outW(); ox++) {
            int left = s.firstColumn(ox);
            int end = Math.min(s.w(), left + s.window().kernel());
            for (int ix = Math.max(0, left); ix < end; ix++) {
                for (int o = ox * channels, i = ix * channels, last = o + channels; o < last; o++, i++) {
                    out[o] = Math.max(out[o], row[i]);
                }
            }
        }
    }

    /**
     * Computes the gradient of x. As windows overlap, bands of output rows are processed in two passes, every second band in
     * each: no two bands of a pass access the same input row, and the order of additions does not depend on the threads. All
     * buffers except {@code gx} are read as the bits of floats.
     */
    static void backward(MaxPoolShape s, IntBuffer x, IntBuffer y, IntBuffer gy, FloatBuffer gx) {
        Parallel.range(s.n() * s.h(), (from, to) -> {
            float[] zeros = new float[s.inputRow()];
            for (int i = from; i < to; i++) {
                gx.put(i * s.inputRow(), zeros);
            }
        });
        int band = Math.max(BAND, s.window().kernel());
        int bands = (s.outH() + band - 1) / band;
        for (int parity = 0; parity < 2; parity++) {
            int first = parity;
            int count = (bands - parity + 1) / 2;
            Parallel.range(s.n() * count, (from, to) -> {
                RowGradient rows = new RowGradient(s, x, y, gy, gx);
                for (int i = from; i < to; i++) {
                    int start = (first + 2 * (i % count)) * band;
                    rows.run(i / count, start, Math.min(s.outH(), start + band));
                }
            });
        }
    }

    /** The backward pass of a band of output rows, with the scratch rows of one thread. */
    private static final class RowGradient {
        private final MaxPoolShape s;
        private final IntBuffer x;
        private final IntBuffer y;
        private final IntBuffer gy;
        private final FloatBuffer gx;
        private final int[] in;
        private final float[] gradientIn;
        private final int[] out;
        private final int[] gradientOut;

        RowGradient(MaxPoolShape s, IntBuffer x, IntBuffer y, IntBuffer gy, FloatBuffer gx) {
            this.s = s;
            this.x = x;
            this.y = y;
            this.gy = gy;
            this.gx = gx;
            in = new int[s.inputRow()];
            gradientIn = new float[s.inputRow()];
            out = new int[s.outputRow()];
            gradientOut = new int[s.outputRow()];
        }

        void run(int image, int from, int to) {
            for (int oy = from; oy < to; oy++) {
                y.get((image * s.outH() + oy) * s.outputRow(), out);
                gy.get((image * s.outH() + oy) * s.outputRow(), gradientOut);
                int top = s.firstRow(oy);
                int end = Math.min(s.h(), top + s.window().kernel());
                for (int iy = Math.max(0, top); iy < end; iy++) {
                    int at = (image * s.h() + iy) * s.inputRow();
                    x.get(at, in);
                    gx.get(at, gradientIn);
                    moveGradients();
                    gx.put(at, gradientIn);
                }
            }
        }

        /**
         * Adds each gradient to the maximum of its window and sets it to zero, so that later equal values get nothing. Works on
         * the bits of the numbers without branches, because whether a value is the maximum is unpredictable.
         */
        private void moveGradients() {
            int channels = s.c();
            for (int ox = 0; ox < s.outW(); ox++) {
                int left = s.firstColumn(ox);
                int end = Math.min(s.w(), left + s.window().kernel());
                for (int ix = Math.max(0, left); ix < end; ix++) {
                    for (int o = ox * channels, i = ix * channels, last = o + channels; o < last; o++, i++) {
                        int difference = in[i] ^ out[o];
                        int keep = (difference | -difference) >> 31;
                        gradientIn[i] += Float.intBitsToFloat(gradientOut[o] & ~keep);
                        gradientOut[o] &= keep;
                    }
                }
            }
        }
    }
}
