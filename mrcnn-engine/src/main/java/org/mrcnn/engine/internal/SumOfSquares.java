// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes the sum of squares of a float array, with the same bits for any number of threads. */
public final class SumOfSquares {

    private static final int BLOCK = 1 << 16;
    private static final int TILE = 1024;

    /** Keeps the squares of small values from being denormal numbers, with which CPUs are fifty times slower. */
    private static final float SCALE = 0x1p20f;

    private SumOfSquares() {}

    /** Returns the sum, which is not finite exactly if a value is not finite: squares of floats cannot overflow a double. */
    public static double of(INDArray array) {
        boolean plain = NativeCopy.isRowMajor(array);
        INDArray rows = plain ? array : array.dup('c');
        int length = Math.toIntExact(rows.length());
        double[] sums = new double[(length + BLOCK - 1) / BLOCK];
        FloatBuffer values = NativeCopy.bytes(rows).asFloatBuffer();
        Parallel.range(sums.length, (from, to) -> {
            float[] tile = new float[TILE];
            for (int block = from; block < to; block++) {
                int start = block * BLOCK;
                int end = Math.min(length, start + BLOCK);
                double sum = inFloat(values, start, end, tile);
                sums[block] = Double.isFinite(sum) ? sum : inDouble(values, start, end);
            }
        });
        if (!plain) {
            rows.close();
        }
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }

    /**
     * Adds up separately for each position in a tile: with at most 64 terms, float is precise enough, and additions do not wait
     * for each other. The compiler has vector instructions for floats, but not for their conversion to double.
     */
    private static double inFloat(FloatBuffer values, int from, int to, float[] tile) {
        float[] sums = new float[TILE];
        for (int at = from; at < to; at += TILE) {
            int n = Math.min(TILE, to - at);
            values.get(at, tile, 0, n);
            for (int i = 0; i < n; i++) {
                float scaled = tile[i] * SCALE;
                sums[i] += scaled * scaled;
            }
        }
        double sum = 0;
        for (float s : sums) {
            sum += s;
        }
        return sum / ((double) SCALE * SCALE);
    }

    private static double inDouble(FloatBuffer values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) values.get(i) * values.get(i);
        }
        return sum;
    }
}
