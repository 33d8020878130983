// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;

/**
 * The backward pass of {@link BatchNorm}. With n values per channel, {@code z = (x - mean) / deviation}, and g the gradient of
 * y where y is positive or there is no ReLU, otherwise 0: {@code gradient of beta = sum(g)}, {@code of gamma = sum(g * z)},
 * {@code of x = gamma / deviation * (g - (sum(g) + z * sum(g * z)) / n)}.
 */
final class BatchNormBackward {

    private final BatchNormKernels kernels;
    private final int channels;
    private final float[] mean;
    private final double[] inverseDeviation;
    private final FloatBuffer x;
    /** Null if there is no ReLU. */
    private final FloatBuffer y;

    private final FloatBuffer gradient;
    private final double[] sumG;
    private final double[] sumGz;

    /** Input, result (null if there is no ReLU), and gradient of the result. */
    record Arrays(FloatBuffer x, FloatBuffer y, FloatBuffer gradient) {}

    BatchNormBackward(BatchNormKernels kernels, BatchNormKernels.Statistics statistics, double epsilon, Arrays arrays) {
        this.kernels = kernels;
        this.channels = kernels.channels();
        this.mean = statistics.mean();
        x = arrays.x();
        y = arrays.y();
        gradient = arrays.gradient();
        inverseDeviation = new double[channels];
        for (int c = 0; c < channels; c++) {
            inverseDeviation[c] = 1 / Math.sqrt(statistics.variance()[c] + epsilon);
        }
        double[] sums = kernels.sum(2 * channels, this::sumWorker);
        sumG = new double[channels];
        sumGz = new double[channels];
        for (int c = 0; c < channels; c++) {
            sumG[c] = sums[c];
            sumGz[c] = sums[channels + c] * inverseDeviation[c];
        }
    }

    /** Returns a worker that sums g and g * (x - mean). */
    private BatchNormKernels.SumTile sumWorker(int scratch) {
        float[] in = new float[scratch];
        float[] g = new float[scratch];
        float[] out = new float[scratch];
        return (offset, n, sums) -> {
            load(offset, n, in, g, out);
            for (int row = 0; row < n; row += channels) {
                for (int c = 0; c < channels; c++) {
                    double passed = g[row + c];
                    sums[c] += passed;
                    sums[channels + c] += passed * ((double) in[row + c] - mean[c]);
                }
            }
        };
    }

    private void load(int offset, int n, float[] in, float[] g, float[] out) {
        x.get(offset, in, 0, n);
        gradient.get(offset, g, 0, n);
        if (y != null) {
            y.get(offset, out, 0, n);
            for (int i = 0; i < n; i++) {
                g[i] = out[i] > 0 ? g[i] : 0;
            }
        }
    }

    float[] gradientOfGamma() {
        return floats(sumGz);
    }

    float[] gradientOfBeta() {
        return floats(sumG);
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    /**
     * Writes {@code scale * g - slope * (x - mean) - offset}, with one scale, slope and offset per channel.
     *
     * @param fixed whether mean and variance do not depend on x, so that slope and offset are 0
     */
    void gradientOfX(float[] gamma, boolean fixed, FloatBuffer to) {
        float[] scale = new float[channels];
        float[] slope = new float[channels];
        float[] constant = new float[channels];
        for (int c = 0; c < channels; c++) {
            double s = gamma[c] * inverseDeviation[c];
            scale[c] = (float) s;
            slope[c] = fixed ? 0 : (float) (s * sumGz[c] * inverseDeviation[c] / kernels.count());
            constant[c] = fixed ? 0 : (float) (s * sumG[c] / kernels.count());
        }
        kernels.forTiles(scratch -> {
            float[] in = new float[scratch];
            float[] g = new float[scratch];
            float[] out = new float[scratch];
            return (offset, n) -> {
                load(offset, n, in, g, out);
                for (int row = 0; row < n; row += channels) {
                    for (int c = 0; c < channels; c++) {
                        g[row + c] = scale[c] * g[row + c] - slope[c] * (in[row + c] - mean[c]) - constant[c];
                    }
                }
                to.put(offset, g, 0, n);
            };
        });
    }
}
