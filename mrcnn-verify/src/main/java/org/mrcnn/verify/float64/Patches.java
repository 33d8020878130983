// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.stream.IntStream;

/**
 * The patches of images [N, H, W, C] under a kernel, as rows [N * rows * columns, side * side * C], with zeros outside of the
 * image.
 *
 * @param side side of the kernel
 * @param stride stride on both axes
 * @param pad number of zeros above and left of an image
 * @param rows rows of patches
 * @param columns columns of patches
 */
record Patches(int side, int stride, int pad, int rows, int columns) {

    /** Returns the patches of Keras with {@code pad} zeros on every border. */
    static Patches of(Tensor images, int side, int stride, int pad) {
        return new Patches(
                side,
                stride,
                pad,
                (images.size(1) + 2 * pad - side) / stride + 1,
                (images.size(2) + 2 * pad - side) / stride + 1);
    }

    /** Reads the patches. */
    double[] read(Tensor images) {
        int length = side * side * images.size(3);
        double[] out = new double[images.size(0) * rows * columns * length];
        each(images, (pixel, patch) -> System.arraycopy(images.values(), pixel, out, patch, images.size(3)), false);
        return out;
    }

    /** Adds the gradient of the patches to that of the images. */
    void addGradient(double[] patches, Tensor images) {
        double[] gradient = images.gradient();
        each(
                images,
                (pixel, patch) -> {
                    for (int c = 0; c < images.size(3); c++) {
                        gradient[pixel + c] += patches[patch + c];
                    }
                },
                true);
    }

    /** An action for a pixel of the images and its position in the patches, both as the index of the first channel. */
    private interface Visit {
        void pixel(int pixel, int patch);
    }

    private void each(Tensor images, Visit visit, boolean writesImages) {
        int parts = writesImages ? images.size(0) : images.size(0) * rows; // patches of an image overlap
        IntStream.range(0, parts).parallel().forEach(part -> {
            int image = writesImages ? part : part / rows;
            for (int row = writesImages ? 0 : part % rows; row < (writesImages ? rows : part % rows + 1); row++) {
                row(images, image, row, visit);
            }
        });
    }

    private void row(Tensor images, int image, int row, Visit visit) {
        int height = images.size(1);
        int width = images.size(2);
        int channels = images.size(3);
        for (int column = 0; column < columns; column++) {
            int patch = ((image * rows + row) * columns + column) * side * side * channels;
            for (int k = 0; k < side * side; k++) {
                int y = row * stride - pad + k / side;
                int x = column * stride - pad + k % side;
                if (y >= 0 && y < height && x >= 0 && x < width) {
                    visit.pixel(((image * height + y) * width + x) * channels, patch + k * channels);
                }
            }
        }
    }
}
