// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.Arrays;
import org.mrcnn.data.image.Image;

/**
 * Maps images with a {@link PixelMap}: bilinear between pixel centres. A point inside the outer half of a border pixel has the
 * value of the pixel; a point outside the image has the fill value.
 */
final class Warp {

    private Warp() {}

    /**
     * Returns the mapped image.
     *
     * @param fill one sample per channel
     */
    static Image apply(Image from, PixelMap map, int height, int width, byte[] fill) {
        byte[] to = new byte[height * width * from.channels()];
        fill(to, fill);
        if (map.isWholeShift()) {
            copy(from, (int) map.x0(), (int) map.y0(), to, width);
        } else {
            for (int y = 0; y < height; y++) {
                row(from, map, y, width, to);
            }
        }
        return new Image(height, width, from.channels(), to);
    }

    private static void fill(byte[] to, byte[] fill) {
        System.arraycopy(fill, 0, to, 0, Math.min(fill.length, to.length));
        for (int done = fill.length; done < to.length; done *= 2) {
            System.arraycopy(to, 0, to, done, Math.min(done, to.length - done));
        }
    }

    private static void copy(Image from, int left, int top, byte[] to, int width) {
        int channels = from.channels();
        int height = to.length / channels / width;
        int x1 = Math.max(0, -left);
        int x2 = Math.min(width, from.width() - left);
        for (int y = Math.max(0, -top); x1 < x2 && y < Math.min(height, from.height() - top); y++) {
            int source = ((y + top) * from.width() + x1 + left) * channels;
            System.arraycopy(from.pixels(), source, to, (y * width + x1) * channels, (x2 - x1) * channels);
        }
    }

    private static void row(Image from, PixelMap map, int y, int width, byte[] to) {
        int channels = from.channels();
        int lastX = from.width() - 1;
        int lastY = from.height() - 1;
        byte[] pixels = from.pixels();
        double u0 = map.xx() * 0.5 + map.xy() * (y + 0.5) + map.x0() - 0.5;
        double v0 = map.yx() * 0.5 + map.yy() * (y + 0.5) + map.y0() - 0.5;
        int out = y * width * channels;
        for (int x = 0; x < width; x++, out += channels) {
            double u = u0 + map.xx() * x;
            double v = v0 + map.yx() * x;
            if (!(u >= -0.5 && u < lastX + 0.5 && v >= -0.5 && v < lastY + 0.5)) {
                continue;
            }
            int left = (int) (u + 1) - 1; // floor: u is at least -0.5
            int top = (int) (v + 1) - 1;
            float wx = (float) (u - left);
            float wy = (float) (v - top);
            int column = Math.max(0, left) * channels;
            int nextColumn = Math.min(lastX, left + 1) * channels;
            int row = Math.max(0, top) * from.width() * channels;
            int nextRow = Math.min(lastY, top + 1) * from.width() * channels;
            for (int c = 0; c < channels; c++) {
                int a = pixels[row + column + c] & 0xff;
                int b = pixels[row + nextColumn + c] & 0xff;
                float above = a + wx * (b - a);
                a = pixels[nextRow + column + c] & 0xff;
                b = pixels[nextRow + nextColumn + c] & 0xff;
                float below = a + wx * (b - a);
                to[out + c] = (byte) (int) (above + wy * (below - above) + 0.5f);
            }
        }
    }

    /** Returns one sample per channel, all 0. */
    static byte[] black(int channels) {
        return new byte[channels];
    }

    /** Returns the mean of each channel, which is neutral for a network. */
    static byte[] mean(Image image) {
        int channels = image.channels();
        long[] sums = new long[channels];
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; ) {
            for (int c = 0; c < channels; c++) {
                sums[c] += pixels[i++] & 0xff;
            }
        }
        byte[] mean = new byte[channels];
        long count = pixels.length / channels;
        Arrays.setAll(sums, c -> (2 * sums[c] + count) / (2 * count));
        for (int c = 0; c < channels; c++) {
            mean[c] = (byte) sums[c];
        }
        return mean;
    }
}
