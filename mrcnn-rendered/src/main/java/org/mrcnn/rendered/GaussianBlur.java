// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

/** Blurs a square image; the border pixel is repeated outside. */
final class GaussianBlur {

    private GaussianBlur() {}

    /** Returns the blurred values: size x size, row-major. */
    static float[] apply(float[] values, int size, double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        float[] kernel = new float[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            double weight = StrictMath.exp(-i * i / (2 * sigma * sigma));
            kernel[i + radius] = (float) weight;
            sum += weight;
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= (float) sum;
        }
        return transposedRows(transposedRows(values, size, kernel), size, kernel);
    }

    /** Blurs along rows and writes columns; applied twice, it blurs in both directions and restores the order. */
    private static float[] transposedRows(float[] values, int size, float[] kernel) {
        int radius = kernel.length / 2;
        float[] result = new float[values.length];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                float sum = 0;
                for (int k = -radius; k <= radius; k++) {
                    int at = Math.min(size - 1, Math.max(0, x + k));
                    sum += kernel[k + radius] * values[y * size + at];
                }
                result[x * size + y] = sum;
            }
        }
        return result;
    }
}
