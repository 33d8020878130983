// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.Arrays;
import org.mrcnn.data.image.Image;

/** Gaussian blur, truncated at three standard deviations; the border pixel is repeated outside. */
final class Gaussian {

    private Gaussian() {}

    /**
     * Returns the blurred image.
     *
     * @param sigma standard deviation in pixels, above 0
     */
    static Image blur(Image image, double sigma) {
        float[] kernel = kernel(sigma);
        int channels = image.channels();
        int length = image.width() * channels;
        float[] rows = new float[image.height() * length];
        float[] padded = new float[length + (kernel.length - 1) * channels];
        for (int y = 0; y < image.height(); y++) {
            pad(image, y, kernel.length / 2, padded);
            for (int k = 0; k < kernel.length; k++) {
                add(kernel[k], padded, k * channels, rows, y * length, length);
            }
        }
        byte[] to = new byte[rows.length];
        float[] sum = new float[length];
        for (int y = 0; y < image.height(); y++) {
            Arrays.fill(sum, 0);
            for (int k = 0; k < kernel.length; k++) {
                int source = Math.max(0, Math.min(image.height() - 1, y + k - kernel.length / 2));
                add(kernel[k], rows, source * length, sum, 0, length);
            }
            for (int i = 0; i < length; i++) {
                to[y * length + i] = Colour.clip(sum[i]);
            }
        }
        return new Image(image.height(), image.width(), channels, to);
    }

    private static float[] kernel(double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        double[] weights = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double d = (i - radius) / sigma;
            weights[i] = StrictMath.exp(-d * d / 2);
            sum += weights[i];
        }
        float[] kernel = new float[weights.length];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) (weights[i] / sum);
        }
        return kernel;
    }

    private static void pad(Image image, int y, int radius, float[] to) {
        int channels = image.channels();
        byte[] pixels = image.pixels();
        int row = y * image.width() * channels;
        int out = 0;
        for (int x = -radius; x < image.width() + radius; x++) {
            int in = row + Math.max(0, Math.min(image.width() - 1, x)) * channels;
            for (int c = 0; c < channels; c++) {
                to[out++] = pixels[in + c] & 0xff;
            }
        }
    }

    private static void add(float weight, float[] from, int at, float[] to, int target, int length) {
        for (int i = 0; i < length; i++) {
            to[target + i] += weight * from[at + i];
        }
    }
}
