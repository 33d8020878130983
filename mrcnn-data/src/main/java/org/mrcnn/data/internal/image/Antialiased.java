// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import java.util.Arrays;

/**
 * Bilinear resizing with antialiasing, like {@code Image.resize(size, BILINEAR)} of Pillow: first along one axis, then along
 * the other; each pixel is a weighted mean with a triangle as wide as two pixels of the smaller of both images, in fixed point
 * with 22 fractional bits, rounded to bytes after each axis.
 */
final class Antialiased {
    private static final int BITS = 22;

    private Antialiased() {}

    /**
     * Resizes an image.
     *
     * @param pixels byte[height * width * channels]
     * @param size int[2], height and width
     * @param newSize int[2], height and width
     * @return byte[newHeight * newWidth * channels]
     */
    static byte[] resize(byte[] pixels, int[] size, int channels, int[] newSize) {
        byte[] wide = pixels;
        if (newSize[1] != size[1]) {
            Weights columns = new Weights(size[1], newSize[1]);
            wide = new byte[size[0] * newSize[1] * channels];
            for (int y = 0; y < size[0]; y++) {
                columns.apply(pixels, y * size[1] * channels, wide, y * newSize[1] * channels, channels, channels);
            }
        }
        if (newSize[0] == size[0]) {
            return wide == pixels ? pixels.clone() : wide;
        }
        Weights rows = new Weights(size[0], newSize[0]);
        int row = newSize[1] * channels;
        byte[] result = new byte[newSize[0] * row];
        rows.apply(wide, 0, result, 0, row, row);
        return result;
    }

    /** The pixels of a side that each pixel of the resized side is computed from, and their weights. */
    private static final class Weights {
        private final int[] first;
        private final int[][] weights;

        Weights(int size, int newSize) {
            first = new int[newSize];
            weights = new int[newSize][];
            double scale = (double) size / newSize;
            double support = Math.max(scale, 1);
            for (int i = 0; i < newSize; i++) {
                double centre = (i + 0.5) * scale;
                first[i] = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(size, (int) (centre + support + 0.5));
                weights[i] = fixed(triangle(first[i] - centre + 0.5, end - first[i], 1 / support));
            }
        }

        private static double[] triangle(double start, int count, double inverse) {
            double[] weights = new double[count];
            double sum = 0;
            for (int k = 0; k < count; k++) {
                weights[k] = Math.max(0, 1 - Math.abs((start + k) * inverse));
                sum += weights[k];
            }
            for (int k = 0; k < count && sum != 0; k++) {
                weights[k] /= sum;
            }
            return weights;
        }

        private static int[] fixed(double[] weights) {
            int[] fixed = new int[weights.length];
            for (int k = 0; k < fixed.length; k++) {
                fixed[k] = (int) (0.5 + weights[k] * (1 << BITS));
            }
            return fixed;
        }

        /** Resizes a line of pixels that are {@code step} bytes apart, with {@code count} bytes each. */
        void apply(byte[] from, int in, byte[] to, int out, int step, int count) {
            int[] sums = new int[count];
            for (int i = 0; i < first.length; i++) {
                Arrays.fill(sums, 1 << (BITS - 1));
                for (int k = 0; k < weights[i].length; k++) {
                    int at = in + (first[i] + k) * step;
                    int weight = weights[i][k];
                    for (int c = 0; c < count; c++) {
                        sums[c] += (from[at + c] & 0xff) * weight;
                    }
                }
                for (int c = 0; c < count; c++) {
                    to[out + i * step + c] = (byte) Math.max(0, Math.min(255, sums[c] >> BITS));
                }
            }
        }
    }
}
