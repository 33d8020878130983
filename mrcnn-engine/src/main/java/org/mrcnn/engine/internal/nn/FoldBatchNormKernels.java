// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.mrcnn.engine.internal.Parallel;

/**
 * The arithmetic of {@link FoldBatchNorm}. Weights are processed in tiles of whole rows of {@code out} values that fit into the
 * cache, so that a weight array of any size is read and written once, without a copy of the whole array.
 */
final class FoldBatchNormKernels {

    private static final int TILE = 4096;
    /** Number of parts of a sum; fixed, so that the sum has the same bits on any machine. */
    private static final int BLOCKS = 16;

    private final int out;
    private final double[] inverseDeviation;
    private final float[] scale;
    /** {@link #scale}, repeated to fill a tile. */
    private final float[] tileScale;

    FoldBatchNormKernels(float[] gamma, float[] variance, double epsilon) {
        out = gamma.length;
        inverseDeviation = new double[out];
        scale = new float[out];
        for (int o = 0; o < out; o++) {
            inverseDeviation[o] = 1 / Math.sqrt(variance[o] + epsilon);
            scale[o] = (float) (gamma[o] * inverseDeviation[o]);
        }
        tileScale = repeated(scale);
    }

    private static float[] repeated(float[] scale) {
        float[] tile = new float[scale.length * Math.max(1, TILE / Math.max(1, scale.length))];
        for (int i = 0; i < tile.length; i++) {
            tile[i] = scale[i % scale.length];
        }
        return tile;
    }

    /** Returns {@code gamma / sqrt(variance + epsilon)}. */
    float[] scale() {
        return scale.clone();
    }

    private static int tiles(float[] tileScale, long length) {
        return tileScale.length == 0 ? 0 : Math.toIntExact((length + tileScale.length - 1) / tileScale.length);
    }

    private static int tileLength(float[] tileScale, int tile, long length) {
        return (int) Math.min(tileScale.length, length - (long) tile * tileScale.length);
    }

    /** Sets {@code to = from * scale}; both have {@code length} values in rows of {@code out}. */
    void scaleRows(FloatBuffer from, FloatBuffer to, long length) {
        scaleTiles(from, to, length, tileScale);
    }

    /** Sets {@code to = from * scale}; both have {@code length} values in rows as long as the scale. */
    static void scaleRows(FloatBuffer from, FloatBuffer to, long length, float[] scale) {
        scaleTiles(from, to, length, repeated(scale));
    }

    private static void scaleTiles(FloatBuffer from, FloatBuffer to, long length, float[] tileScale) {
        Parallel.range(tiles(tileScale, length), (first, last) -> {
            float[] tile = new float[tileScale.length];
            for (int t = first; t < last; t++) {
                int n = tileLength(tileScale, t, length);
                from.get(t * tileScale.length, tile, 0, n);
                for (int i = 0; i < n; i++) {
                    tile[i] *= tileScale[i];
                }
                to.put(t * tileScale.length, tile, 0, n);
            }
        });
    }

    /**
     * Computes both gradients that depend on the gradient of the folded weights, in one pass over it: sets {@code toOrNull =
     * gradient * scale}, and returns the sum of {@code weights * gradient} over the rows for each of the {@code out} columns.
     */
    double[] scaleAndDotRows(FloatBuffer weights, FloatBuffer gradient, FloatBuffer toOrNull, long length) {
        int tiles = tiles(tileScale, length);
        Dot dot = new Dot(weights, gradient, toOrNull, length);
        double[][] sums = new double[BLOCKS][out];
        Parallel.range(BLOCKS, (first, last) -> IntStream.range(first, last).forEach(block -> {
            int from = tiles * block / BLOCKS;
            int to = tiles * (block + 1) / BLOCKS;
            scaleAndDotTiles(dot, from, to, sums[block]);
        }));
        double[] total = new double[out];
        for (double[] sum : sums) {
            for (int o = 0; o < out; o++) {
                total[o] += sum[o];
            }
        }
        return total;
    }

    /** The arrays of {@link #scaleAndDotRows} and their number of values. */
    private record Dot(FloatBuffer weights, FloatBuffer gradient, FloatBuffer toOrNull, long length) {}

    private void scaleAndDotTiles(Dot dot, int first, int last, double[] sum) {
        float[] w = new float[tileScale.length];
        float[] g = new float[tileScale.length];
        float[] products = new float[tileScale.length];
        for (int t = first; t < last; t++) {
            int n = tileLength(tileScale, t, dot.length());
            dot.weights().get(t * tileScale.length, w, 0, n);
            dot.gradient().get(t * tileScale.length, g, 0, n);
            for (int i = 0; i < n; i++) {
                products[i] += w[i] * g[i];
                g[i] *= tileScale[i];
            }
            if (dot.toOrNull() != null) {
                dot.toOrNull().put(t * tileScale.length, g, 0, n);
            }
        }
        for (int row = 0; row < products.length; row += out) {
            for (int o = 0; o < out; o++) {
                sum[o] += products[row + o];
            }
        }
    }

    /** Returns {@code vector * scale}. */
    float[] scale(float[] vector) {
        float[] result = new float[out];
        for (int o = 0; o < out; o++) {
            result[o] = vector[o] * scale[o];
        }
        return result;
    }

    /** Returns {@code (bias - mean) * scale + beta}. */
    float[] foldBias(float[] bias, float[] beta, float[] mean) {
        float[] folded = new float[out];
        for (int o = 0; o < out; o++) {
            folded[o] = (float) (((double) bias[o] - mean[o]) * scale[o] + beta[o]);
        }
        return folded;
    }

    /**
     * Returns {@code (dot + gradientBias * (bias - mean)) / deviation}.
     *
     * @param dot sums of weights * gradient from {@link #scaleAndDotRows}
     */
    float[] gradientOfGamma(double[] dot, float[] bias, float[] mean, float[] gradientBias) {
        float[] gradient = new float[out];
        for (int o = 0; o < out; o++) {
            double shift = gradientBias[o] * ((double) bias[o] - mean[o]);
            gradient[o] = (float) ((dot[o] + shift) * inverseDeviation[o]);
        }
        return gradient;
    }
}
