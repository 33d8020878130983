// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution with stride 2 and a padding of half its kernel, computed with plain loops. */
final class FirstConvolution {

    private FirstConvolution() {}

    /**
     * Returns mean and variance of every output channel over all images and cells. Images are [n, side, side, 3]; there is no
     * bias.
     */
    static double[][] statistics(float[] images, int n, int side, INDArray kernel) {
        int channels = (int) kernel.size(3);
        int cells = n * side * side / 4;
        double[][] moments = new double[2][channels];
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < cells; i++) {
                int image = i / (side * side / 4);
                double value = at(images, image, i / (side / 2) % (side / 2) * 2, i % (side / 2) * 2, side, kernel, c);
                sum += value;
                squares += value * value;
            }
            moments[0][c] = sum / cells;
            moments[1][c] = squares / cells - moments[0][c] * moments[0][c];
        }
        return moments;
    }

    private static double at(float[] images, int n, int y, int x, int side, INDArray kernel, int c) {
        int size = (int) kernel.size(0);
        double sum = 0;
        for (int ky = 0; ky < size; ky++) {
            for (int kx = 0; kx < size; kx++) {
                int py = y + ky - size / 2;
                int px = x + kx - size / 2;
                if (py >= 0 && py < side && px >= 0 && px < side) {
                    for (int k = 0; k < 3; k++) {
                        sum += (double) images[((n * side + py) * side + px) * 3 + k] * kernel.getDouble(ky, kx, k, c);
                    }
                }
            }
        }
        return sum;
    }
}
