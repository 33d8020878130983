// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

/**
 * The matrices of Winograd's minimal filtering F(4x4, 3x3) with the points 0, 1, -1, 2 and -2, see Lavin and Gray, "Fast
 * algorithms for convolutional neural networks", 2016. Each is applied to both sides of a tile, see {@link TileTransform}.
 */
enum WinogradMatrix {
    /** Six vectors of the source to six of its transform. */
    SOURCE(6, 6) {
        @Override
        void apply(float[][] from, float[][] to, int n) {
            float[] d0 = from[0];
            float[] d1 = from[1];
            float[] d2 = from[2];
            float[] d3 = from[3];
            float[] d4 = from[4];
            float[] d5 = from[5];
            float[] v0 = to[0];
            float[] v1 = to[1];
            float[] v2 = to[2];
            float[] v3 = to[3];
            float[] v4 = to[4];
            float[] v5 = to[5];
            for (int c = 0; c < n; c++) {
                v0[c] = 4 * d0[c] - 5 * d2[c] + d4[c];
            }
            for (int c = 0; c < n; c++) {
                v1[c] = d3[c] + d4[c] - 4 * (d1[c] + d2[c]);
            }
            for (int c = 0; c < n; c++) {
                v2[c] = d4[c] - d3[c] + 4 * (d1[c] - d2[c]);
            }
            for (int c = 0; c < n; c++) {
                v3[c] = d4[c] - d2[c] + 2 * (d3[c] - d1[c]);
            }
            for (int c = 0; c < n; c++) {
                v4[c] = d4[c] - d2[c] - 2 * (d3[c] - d1[c]);
            }
            for (int c = 0; c < n; c++) {
                v5[c] = 4 * d1[c] - 5 * d3[c] + d5[c];
            }
        }
    },
    /** Six vectors of products to four of the result. */
    RESULT(6, 4) {
        @Override
        void apply(float[][] from, float[][] to, int n) {
            float[] m0 = from[0];
            float[] m1 = from[1];
            float[] m2 = from[2];
            float[] m3 = from[3];
            float[] m4 = from[4];
            float[] m5 = from[5];
            float[] y0 = to[0];
            float[] y1 = to[1];
            float[] y2 = to[2];
            float[] y3 = to[3];
            for (int c = 0; c < n; c++) {
                y0[c] = m0[c] + (m1[c] + m2[c]) + (m3[c] + m4[c]);
            }
            for (int c = 0; c < n; c++) {
                y1[c] = (m1[c] - m2[c]) + 2 * (m3[c] - m4[c]);
            }
            for (int c = 0; c < n; c++) {
                y2[c] = (m1[c] + m2[c]) + 4 * (m3[c] + m4[c]);
            }
            for (int c = 0; c < n; c++) {
                y3[c] = (m1[c] - m2[c]) + 8 * (m3[c] - m4[c]) + m5[c];
            }
        }
    },
    /** Three vectors of weights to six of their transform. */
    WEIGHTS(3, 6) {
        @Override
        void apply(float[][] from, float[][] to, int n) {
            float[] g0 = from[0];
            float[] g1 = from[1];
            float[] g2 = from[2];
            float[] u0 = to[0];
            float[] u1 = to[1];
            float[] u2 = to[2];
            float[] u3 = to[3];
            float[] u4 = to[4];
            float[] u5 = to[5];
            for (int c = 0; c < n; c++) {
                u0[c] = g0[c] / 4;
            }
            for (int c = 0; c < n; c++) {
                u1[c] = -SIXTH * (g0[c] + g2[c] + g1[c]);
            }
            for (int c = 0; c < n; c++) {
                u2[c] = -SIXTH * (g0[c] + g2[c] - g1[c]);
            }
            for (int c = 0; c < n; c++) {
                u3[c] = TWENTY_FOURTH * g0[c] + TWELFTH * g1[c] + SIXTH * g2[c];
            }
            for (int c = 0; c < n; c++) {
                u4[c] = TWENTY_FOURTH * g0[c] - TWELFTH * g1[c] + SIXTH * g2[c];
            }
            for (int c = 0; c < n; c++) {
                u5[c] = g2[c];
            }
        }
    },
    /** The transpose of {@link #RESULT}: four vectors of the result's gradient to six of the products' gradient. */
    RESULT_GRADIENT(4, 6) {
        @Override
        void apply(float[][] from, float[][] to, int n) {
            float[] y0 = from[0];
            float[] y1 = from[1];
            float[] y2 = from[2];
            float[] y3 = from[3];
            float[] m0 = to[0];
            float[] m1 = to[1];
            float[] m2 = to[2];
            float[] m3 = to[3];
            float[] m4 = to[4];
            float[] m5 = to[5];
            for (int c = 0; c < n; c++) {
                m0[c] = y0[c];
            }
            for (int c = 0; c < n; c++) {
                m1[c] = (y0[c] + y2[c]) + (y1[c] + y3[c]);
            }
            for (int c = 0; c < n; c++) {
                m2[c] = (y0[c] + y2[c]) - (y1[c] + y3[c]);
            }
            for (int c = 0; c < n; c++) {
                m3[c] = (y0[c] + 4 * y2[c]) + (2 * y1[c] + 8 * y3[c]);
            }
            for (int c = 0; c < n; c++) {
                m4[c] = (y0[c] + 4 * y2[c]) - (2 * y1[c] + 8 * y3[c]);
            }
            for (int c = 0; c < n; c++) {
                m5[c] = y3[c];
            }
        }
    },
    /** The transpose of {@link #WEIGHTS}: six vectors of the transformed weights' gradient to three of the weights' gradient. */
    WEIGHT_GRADIENT(6, 3) {
        @Override
        void apply(float[][] from, float[][] to, int n) {
            float[] u0 = from[0];
            float[] u1 = from[1];
            float[] u2 = from[2];
            float[] u3 = from[3];
            float[] u4 = from[4];
            float[] u5 = from[5];
            float[] g0 = to[0];
            float[] g1 = to[1];
            float[] g2 = to[2];
            for (int c = 0; c < n; c++) {
                g0[c] = u0[c] / 4 - SIXTH * (u1[c] + u2[c]) + TWENTY_FOURTH * (u3[c] + u4[c]);
            }
            for (int c = 0; c < n; c++) {
                g1[c] = SIXTH * (u2[c] - u1[c]) + TWELFTH * (u3[c] - u4[c]);
            }
            for (int c = 0; c < n; c++) {
                g2[c] = SIXTH * ((u3[c] + u4[c]) - (u1[c] + u2[c])) + u5[c];
            }
        }
    };

    /** Number of rows and columns of a transformed tile, the largest number of vectors. */
    static final int SIDE = 6;

    /** Number of transformed values of a tile and a channel. */
    static final int VALUES = SIDE * SIDE;

    private static final float SIXTH = 1f / 6;
    private static final float TWELFTH = 1f / 12;
    private static final float TWENTY_FOURTH = 1f / 24;

    private final int columns;
    private final int rows;

    WinogradMatrix(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Returns how many vectors the matrix is applied to. */
    int columns() {
        return columns;
    }

    /** Returns how many vectors result. */
    int rows() {
        return rows;
    }

    /**
     * Computes all vectors of {@code to}, which are other arrays than those of {@code from}. One loop for each vector, and the same
     * index in all arrays: otherwise the JVM does not use vector instructions.
     *
     * @param n number of values of a vector
     */
    abstract void apply(float[][] from, float[][] to, int n);
}
