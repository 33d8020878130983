// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

/**
 * Bilinear resizing of bytes, like {@code resize(image, size, INTER_LINEAR)} of OpenCV: half-pixel centres, the border is
 * extended outside, weights have 11 bits. Outside, rows are still weighted, which loses a bit, and columns are not. If an image
 * becomes exactly half as large on both sides, each pixel is the mean of four pixels.
 */
final class FixedPoint {
    private static final int ONE = 1 << 11;

    private FixedPoint() {}

    /**
     * Resizes an image.
     *
     * @param pixels byte[height * width * channels]
     * @param size int[2], height and width
     * @param newSize int[2], height and width
     * @return byte[newHeight * newWidth * channels]
     */
    static byte[] resize(byte[] pixels, int[] size, int channels, int[] newSize) {
        if (size[0] == newSize[0] && size[1] == newSize[1]) {
            return pixels.clone();
        }
        if (size[0] == 2 * newSize[0] && size[1] == 2 * newSize[1]) {
            return halved(pixels, channels, newSize);
        }
        Axis rows = new Axis(size[0], newSize[0], true);
        Axis columns = new Axis(size[1], newSize[1], false);
        int row = newSize[1] * channels;
        byte[] result = new byte[newSize[0] * row];
        int[] above = new int[row];
        int[] below = new int[row];
        for (int y = 0; y < newSize[0]; y++) {
            columns.stretch(pixels, rows.low[y] * size[1] * channels, channels, above);
            columns.stretch(pixels, rows.high[y] * size[1] * channels, channels, below);
            int weight = rows.weight[y];
            for (int i = 0; i < row; i++) {
                int sum = (((ONE - weight) * (above[i] >> 4)) >> 16) + ((weight * (below[i] >> 4)) >> 16);
                result[y * row + i] = (byte) ((sum + 2) >> 2);
            }
        }
        return result;
    }

    private static byte[] halved(byte[] pixels, int channels, int[] newSize) {
        int row = newSize[1] * channels;
        byte[] result = new byte[newSize[0] * row];
        for (int y = 0; y < newSize[0]; y++) {
            for (int x = 0; x < newSize[1]; x++) {
                for (int c = 0; c < channels; c++) {
                    int at = (4 * y * newSize[1] + 2 * x) * channels + c;
                    int below = at + 2 * row;
                    int sum = (pixels[at] & 0xff)
                            + (pixels[at + channels] & 0xff)
                            + (pixels[below] & 0xff)
                            + (pixels[below + channels] & 0xff);
                    result[y * row + x * channels + c] = (byte) ((sum + 2) >> 2);
                }
            }
        }
        return result;
    }

    /** The pixels of a side between which each pixel of the resized side lies, and the weight of the second one. */
    private static final class Axis {
        private final int[] low;
        private final int[] high;
        private final int[] weight;

        Axis(int size, int newSize, boolean weighsOutside) {
            low = new int[newSize];
            high = new int[newSize];
            weight = new int[newSize];
            double scale = 1 / ((double) newSize / size);
            for (int i = 0; i < newSize; i++) {
                float position = (float) ((i + 0.5) * scale - 0.5);
                int before = (int) Math.floor(position);
                boolean inside = before >= 0 && before < size - 1;
                low[i] = Math.max(0, Math.min(size - 1, before));
                high[i] = Math.max(0, Math.min(size - 1, before + 1));
                weight[i] = inside || weighsOutside ? (int) Math.rint((double) ((position - before) * ONE)) : 0;
            }
        }

        void stretch(byte[] pixels, int start, int channels, int[] to) {
            for (int x = 0, out = 0; x < low.length; x++) {
                int left = start + low[x] * channels;
                int right = start + high[x] * channels;
                for (int c = 0; c < channels; c++) {
                    to[out++] = (pixels[left + c] & 0xff) * (ONE - weight[x]) + (pixels[right + c] & 0xff) * weight[x];
                }
            }
        }
    }
}
