// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.stream.IntStream;

/** Products of row-major matrices, which are added to the result. */
final class Matrix {
    /** Number of rows for which the second factor is read once. */
    private static final int BLOCK = 8;

    private Matrix() {}

    /** Computes c [m, n] += a [m, k] b [k, n]. */
    static void addProduct(double[] a, double[] b, double[] c, int k, int n) {
        int m = c.length / n;
        IntStream.range(0, (m + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            int end = Math.min(m, (block + 1) * BLOCK);
            for (int p = 0; p < k; p++) {
                for (int row = block * BLOCK; row < end; row++) {
                    addRow(a[row * k + p], b, p * n, c, row * n, n);
                }
            }
        });
    }

    /** Computes c [k, n] += transpose of a [m, k] times b [m, n]. */
    static void addTransposedProduct(double[] a, double[] b, double[] c, int k, int n) {
        int m = b.length / n;
        IntStream.range(0, (k + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            int end = Math.min(k, (block + 1) * BLOCK);
            for (int row = 0; row < m; row++) {
                for (int p = block * BLOCK; p < end; p++) {
                    addRow(a[row * k + p], b, row * n, c, p * n, n);
                }
            }
        });
    }

    private static void addRow(double factor, double[] from, int at, double[] to, int start, int n) {
        if (factor != 0) {
            for (int j = 0; j < n; j++) {
                to[start + j] += factor * from[at + j];
            }
        }
    }

    /** Returns the transpose of a matrix with n columns. */
    static double[] transposed(double[] a, int n) {
        int m = a.length / n;
        double[] t = new double[a.length];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                t[j * m + i] = a[i * n + j];
            }
        }
        return t;
    }
}
