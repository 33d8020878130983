// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Pools an RoI of a feature map to a fixed grid, and propagates gradients back.
 *
 * <p>The box is {@code float[4]}: Matterport's normalized coordinates for sampling at corners, fractions of the image side
 * ({@link #fractions}) for {@link Sampling#ALIGNED}, cells of the map for the others.
 */
public final class RoiAlign {
    private RoiAlign() {}

    /**
     * Pools an RoI.
     *
     * @param box float[4], (y1, x1, y2, x2)
     * @param grid rows and columns of the result, and where to sample
     * @param out receives rows * columns * channels floats, row-major with channels innermost
     * @param outOffset index in {@code out} of the first of them
     */
    public static void forward(FeatureMap map, float[] box, RoiGrid grid, float[] out, int outOffset) {
        forward(cells(map, box, grid), out, outOffset);
    }

    /**
     * Adds the gradient of a pooled RoI to the gradient of the map. Two threads must not call this for the same map.
     *
     * @param gradient gradient of the map, which is added to; has the layout of the map
     * @param gradOut gradient of the pooled RoI, rows * columns * channels floats
     * @param gradOffset index in {@code gradOut} of the first of them
     * @see #forward
     */
    public static void backward(FeatureMap gradient, float[] box, RoiGrid grid, float[] gradOut, int gradOffset) {
        backward(cells(gradient, box, grid), gradOut, gradOffset);
    }

    private static Cells cells(FeatureMap map, float[] box, RoiGrid grid) {
        require(box, map.height(), map.width());
        return new Cells(map, grid.rowSamples(box, map.height()), grid.columnSamples(box, map.width()));
    }

    /**
     * Crops an RoI of a single-channel image; this is how mask targets are created.
     *
     * @param box float[4], normalized to the image for sampling at corners, pixels if {@link Sampling#takesCells}; may extend
     *     outside, where pixels count as 0
     * @param grid rows and columns of the result, and where to sample
     * @param out receives rows * columns floats, starting at {@code outOffset}
     */
    public static void crop(PixelPlane image, float[] box, RoiGrid grid, float[] out, int outOffset) {
        AxisSamples rows = grid.rowSamples(box, image.height());
        AxisSamples columns = grid.columnSamples(box, image.width());
        int samples = rows.perBin() * columns.perBin();
        for (int y = 0; y < grid.rows(); y++) {
            for (int x = 0; x < grid.columns(); x++) {
                out[outOffset + y * grid.columns() + x] = bin(image.pixels(), rows, y, columns, x) / samples;
            }
        }
    }

    /** Returns the sum of the samples of a bin. */
    private static float bin(PixelSource image, AxisSamples rows, int y, AxisSamples columns, int x) {
        float sum = 0;
        for (int sy = y * rows.perBin(); sy < (y + 1) * rows.perBin(); sy++) {
            for (int sx = x * columns.perBin(); sx < (x + 1) * columns.perBin(); sx++) {
                sum += rows.low()[sy] < 0 || columns.low()[sx] < 0 ? 0f : bilinear(image, rows, sy, columns, sx);
            }
        }
        return sum;
    }

    /**
     * Converts Matterport's normalized boxes to fractions of the image side, the coordinates of {@link Sampling#ALIGNED}: y1
     * and x1 in pixels / side, y2 and x2 (exclusive) in pixels / side.
     *
     * @param normalized float[n * 4]
     * @return a new float[n * 4]
     */
    public static float[] fractions(float[] normalized, int imageHeight, int imageWidth) {
        float[] fractions = new float[Boxes.count(normalized) * 4];
        for (int k = 0; k < fractions.length; k++) {
            double side = (k & 1) == 0 ? imageHeight : imageWidth;
            double shift = (k & 2) == 0 ? 0 : 1;
            fractions[k] = (float) ((normalized[k] * (side - 1) + shift) / side);
        }
        return fractions;
    }

    static void forward(Cells map, float[] out, int outOffset) {
        AxisSamples rows = map.rows;
        AxisSamples columns = map.columns;
        int c = map.channels;
        int ny = rows.perBin();
        int nx = columns.perBin();
        float share = 1f / (ny * nx);
        int o = outOffset;
        for (int y = 0; y < rows.low().length; y += ny) {
            for (int x = 0; x < columns.low().length; x += nx, o += c) {
                Arrays.fill(out, o, o + c, 0f);
                for (int s = 0; s < ny * nx; s++) {
                    map.addSample(y + s / nx, x + s % nx, share, out, o);
                }
            }
        }
    }

    static void backward(Cells map, float[] gradOut, int gradOffset) {
        AxisSamples rows = map.rows;
        AxisSamples columns = map.columns;
        int ny = rows.perBin();
        int nx = columns.perBin();
        float share = 1f / (ny * nx);
        int g = gradOffset;
        for (int y = 0; y < rows.low().length; y += ny) {
            for (int x = 0; x < columns.low().length; x += nx, g += map.channels) {
                for (int s = 0; s < ny * nx; s++) {
                    map.spreadSample(y + s / nx, x + s % nx, share, gradOut, g);
                }
            }
        }
    }

    private static void require(float[] box, int h, int w) {
        if (box.length != 4 || h < 1 || w < 1) {
            throw new IllegalArgumentException(
                    "ROI align needs a box of 4 floats and a map of at least 1 x 1, found a box of " + box.length
                            + " floats and a map of " + h + " x " + w);
        }
    }

    private static float bilinear(PixelSource image, AxisSamples rows, int y, AxisSamples columns, int x) {
        int left = columns.low()[x];
        int right = columns.high()[x];
        float across = columns.weight()[x];
        float top = lerp(image.at(rows.low()[y], left), image.at(rows.low()[y], right), across);
        float bottom = lerp(image.at(rows.high()[y], left), image.at(rows.high()[y], right), across);
        return lerp(top, bottom, rows.weight()[y]);
    }

    private static float lerp(float from, float to, float weight) {
        return from + (to - from) * weight;
    }

    /**
     * A map with the positions at which an RoI samples it, read and written in runs of one or two neighbouring cells: bulk
     * copies, then loops over arrays.
     */
    static final class Cells {
        private final FloatBuffer buffer;
        private final int offset;
        private final int width;
        private final int channels;
        private final AxisSamples rows;
        private final AxisSamples columns;
        private final float[] top;
        private final float[] bottom;

        Cells(FeatureMap map, AxisSamples rows, AxisSamples columns) {
            buffer = map.values();
            offset = map.offset();
            width = map.width();
            channels = map.channels();
            this.rows = rows;
            this.columns = columns;
            top = new float[2 * channels];
            bottom = new float[2 * channels];
        }

        void addSample(int y, int x, float share, float[] out, int o) {
            int left = columns.low()[x];
            int right = columns.high()[x];
            if (rows.low()[y] < 0 || left < 0) {
                return;
            }
            read(rows.low()[y], left, right, top);
            read(rows.high()[y], left, right, bottom);
            int c = channels;
            int r = right == left ? 0 : c;
            float across = columns.weight()[x];
            float down = rows.weight()[y];
            float[] above = top;
            float[] below = bottom;
            for (int k = 0; k < c; k++) {
                float high = above[k] + (above[r + k] - above[k]) * across;
                float low = below[k] + (below[r + k] - below[k]) * across;
                out[o + k] += share * (high + (low - high) * down);
            }
        }

        void spreadSample(int y, int x, float share, float[] grad, int g) {
            if (rows.low()[y] < 0 || columns.low()[x] < 0) {
                return;
            }
            float down = rows.weight()[y];
            spreadRow(rows.low()[y], x, share * (1 - down), grad, g);
            spreadRow(rows.high()[y], x, share * down, grad, g);
        }

        private void spreadRow(int y, int x, float weight, float[] grad, int g) {
            int left = columns.low()[x];
            int right = columns.high()[x];
            int c = channels;
            float[] cells = top;
            read(y, left, right, cells);
            if (right == left) {
                for (int k = 0; k < c; k++) {
                    cells[k] += weight * grad[g + k];
                }
            } else {
                float rightWeight = weight * columns.weight()[x];
                float leftWeight = weight - rightWeight;
                for (int k = 0; k < c; k++) {
                    cells[k] += leftWeight * grad[g + k];
                }
                for (int k = 0; k < c; k++) {
                    cells[c + k] += rightWeight * grad[g + k];
                }
            }
            buffer.put(index(y, left), cells, 0, (right - left + 1) * c);
        }

        private void read(int y, int left, int right, float[] cells) {
            buffer.get(index(y, left), cells, 0, (right - left + 1) * channels);
        }

        private int index(int y, int x) {
            return offset + (y * width + x) * channels;
        }
    }
}
