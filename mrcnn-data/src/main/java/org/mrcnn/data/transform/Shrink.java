// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.Arrays;
import org.mrcnn.data.image.Image;

/**
 * Reduces images without aliasing: along each side with a triangle filter as wide as two output pixels, with the weights of
 * pixels outside distributed among the others; the same as BILINEAR of Pillow.
 */
final class Shrink {

    private Shrink() {}

    /** Returns the image at a new size, each side at most as long as before. */
    static Image resize(Image from, int height, int width) {
        Axis rows = new Axis(from.height(), height, new Span(0, from.height()), new Span(0, height));
        Axis columns = new Axis(from.width(), width, new Span(0, from.width()), new Span(0, width));
        return part(from, rows, columns);
    }

    /** Returns a part of the image at a new size, from a part of the image; pixels outside of that part count as 0. */
    static Image part(Image from, Axis rows, Axis columns) {
        int channels = from.channels();
        int height = rows.first.length;
        int width = columns.first.length;
        int length = width * channels;
        float[] narrow = new float[from.height() * length];
        for (int y = 0; y < from.height(); y++) {
            narrowRow(from, y, columns, narrow);
        }
        byte[] to = new byte[height * length];
        float[] sum = new float[length];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sum, 0.5f); // rounds
            for (int k = 0; k < rows.count[y]; k++) {
                float weight = rows.weights[y * rows.taps + k];
                int source = (rows.first[y] + k) * length;
                for (int i = 0; i < length; i++) {
                    sum[i] += weight * narrow[source + i];
                }
            }
            for (int i = 0; i < length; i++) {
                to[y * length + i] = (byte) (int) Math.min(255, sum[i]);
            }
        }
        return new Image(height, width, channels, to);
    }

    private static void narrowRow(Image from, int y, Axis columns, float[] to) {
        int channels = from.channels();
        byte[] pixels = from.pixels();
        int width = columns.first.length;
        int row = y * from.width() * channels;
        int out = y * width * channels;
        for (int x = 0; x < width; x++) {
            int start = row + columns.first[x] * channels;
            for (int c = 0; c < channels; c++) {
                float sum = 0;
                for (int k = 0, in = start + c; k < columns.count[x]; k++, in += channels) {
                    sum += columns.weights[x * columns.taps + k] * (pixels[in] & 0xff);
                }
                to[out++] = sum;
            }
        }
    }

    /** Pixels from..to - 1 along one side. */
    record Span(int from, int to) {}

    /** The first input pixel, the number of input pixels, and their weights for each output pixel of one side. */
    static final class Axis {
        private final int taps;
        private final int[] first;
        private final int[] count;
        private final float[] weights;

        /**
         * @param size number of input pixels of the whole side
         * @param newSize number of output pixels of the whole side
         * @param source the available input pixels
         * @param result the requested output pixels
         */
        Axis(int size, int newSize, Span source, Span result) {
            double scale = (double) size / newSize;
            if (scale < 1) {
                throw new IllegalArgumentException("Shrink: a side of " + size + " pixels cannot become " + newSize);
            }
            taps = 2 * (int) Math.ceil(scale) + 1;
            first = new int[result.to - result.from];
            count = new int[first.length];
            weights = new float[first.length * taps];
            for (int i = 0; i < first.length; i++) {
                double centre = (result.from + i + 0.5) * scale;
                int from = Math.max(0, (int) (centre - scale + 0.5));
                int to = Math.min(size, (int) (centre + scale + 0.5));
                double sum = 0;
                for (int k = from; k < to; k++) {
                    sum += triangle((k + 0.5 - centre) / scale);
                }
                int present = Math.max(from, source.from);
                for (int k = present; k < Math.min(to, source.to); k++) {
                    weights[i * taps + count[i]++] = (float) (triangle((k + 0.5 - centre) / scale) / sum);
                }
                first[i] = present - source.from;
            }
        }

        private static double triangle(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    }
}
