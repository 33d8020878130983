// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import java.util.Arrays;
import org.mrcnn.data.image.Image;

/**
 * Bilinear interpolation at half-pixel positions, with one sample per output pixel also when shrinking, like {@code
 * skimage.transform.resize(order=1, mode='constant', anti_aliasing=False)}: values outside count as 0, so that borders fade
 * when enlarging, and images are then clipped to the range of the whole input.
 */
public final class Bilinear {

    /** Maximum sum of the height and width of a result for which PyTorch computes positions with fused multiply-add. */
    public static final int FUSED = 128;

    private Bilinear() {}

    /** How the positions of the samples along an axis are computed: Matterport's way, or one of PyTorch's. */
    private enum Positions {
        EXACT,
        /** In float32, clamped at the border. */
        ROUNDED,
        /** Like {@link #ROUNDED}, with one rounding in place of two. */
        FUSED;

        /**
         * PyTorch has two CPU kernels, whose difference shows at large positions: one for small results, in which the compiler
         * fused multiplication and addition, and the usual one. (With a single thread, it uses the first one for all sizes.)
         */
        static Positions of(ResizeGeometry geometry) {
            if (geometry.resampling() == Resampling.CUT_OFF) {
                return EXACT;
            }
            return geometry.scaledHeight() + geometry.scaledWidth() <= Bilinear.FUSED ? FUSED : ROUNDED;
        }
    }

    /** Receives the rows of a scaled image. */
    interface RowSink {
        /** Receives row y, float[columns * channels], which is valid until the call returns. */
        void put(int y, float[] values);
    }

    /** Scales the part of the image in the window, row by row. */
    static void resize(Image from, ResizeGeometry geometry, RowSink to) {
        int[] window = geometry.window();
        int channels = from.channels();
        Positions positions = Positions.of(geometry);
        Axis rows = new Axis(
                from.height(), geometry.scaledHeight(), window[0] - geometry.top(), window[2] - window[0], positions);
        Axis columns = new Axis(
                from.width(), geometry.scaledWidth(), window[1] - geometry.left(), window[3] - window[1], positions);
        float[] source = new float[(from.width() + 2) * channels];
        float[] above = new float[columns.length() * channels];
        float[] below = new float[above.length];
        float[] blended = new float[above.length];
        float[] range = range(from.pixels());
        int aboveIsRow = Integer.MIN_VALUE;
        int belowIsRow = Integer.MIN_VALUE;
        for (int y = 0; y < rows.length(); y++) {
            int row = rows.before[y];
            if (row == belowIsRow) { // the lower row of one step is usually the upper row of the next
                float[] swap = above;
                above = below;
                below = swap;
                belowIsRow = aboveIsRow;
                aboveIsRow = row;
            }
            if (row != aboveIsRow) {
                stretchRow(from, row, source, columns, above);
                aboveIsRow = row;
            }
            if (row + 1 != belowIsRow) {
                stretchRow(from, row + 1, source, columns, below);
                belowIsRow = row + 1;
            }
            blend(above, below, rows.weight[y], range, blended);
            to.put(y, blended);
        }
    }

    /** Scales one channel of bytes to doubles, for masks: they have few pixels, and 0.5 must be exact. */
    static double[] resize(byte[] from, int height, int width, int newHeight, int newWidth) {
        Axis rows = new Axis(height, newHeight, 0, newHeight, Positions.EXACT);
        Axis columns = new Axis(width, newWidth, 0, newWidth, Positions.EXACT);
        double[] result = new double[newHeight * newWidth];
        for (int y = 0, out = 0; y < newHeight; y++) {
            double wy = rows.exactWeight(y);
            for (int x = 0; x < newWidth; x++) {
                double wx = columns.exactWeight(x);
                int sy = rows.before[y];
                int sx = columns.before[x];
                double above = (1 - wx) * at(from, height, width, sy, sx) + wx * at(from, height, width, sy, sx + 1);
                double below =
                        (1 - wx) * at(from, height, width, sy + 1, sx) + wx * at(from, height, width, sy + 1, sx + 1);
                result[out++] = (1 - wy) * above + wy * below;
            }
        }
        return result;
    }

    private static int at(byte[] pixels, int height, int width, int y, int x) {
        return y < 0 || x < 0 || y >= height || x >= width ? 0 : pixels[y * width + x];
    }

    private static void stretchRow(Image from, int row, float[] source, Axis columns, float[] to) {
        int channels = from.channels();
        if (row < 0 || row >= from.height()) {
            Arrays.fill(to, 0);
            return;
        }
        byte[] pixels = from.pixels();
        int length = from.width() * channels;
        int start = row * length;
        for (int i = 0; i < length; i++) { // one zero pixel remains on either side
            source[channels + i] = pixels[start + i] & 0xff;
        }
        for (int x = 0, out = 0; x < columns.length(); x++) {
            int in = (columns.before[x] + 1) * channels;
            float weight = columns.weight[x];
            for (int c = 0; c < channels; c++, in++) {
                float left = source[in];
                to[out++] = left + weight * (source[in + channels] - left);
            }
        }
    }

    private static void blend(float[] above, float[] below, float weight, float[] range, float[] to) {
        float low = range[0];
        float high = range[1];
        for (int i = 0; i < above.length; i++) {
            float value = above[i] + weight * (below[i] - above[i]);
            to[i] = Math.min(high, Math.max(low, value));
        }
    }

    private static float[] range(byte[] pixels) {
        int low = 255;
        int high = 0;
        for (byte p : pixels) {
            low = Math.min(low, p & 0xff);
            high = Math.max(high, p & 0xff);
        }
        return new float[] {low, high};
    }

    /**
     * Sample positions along one side: the input sample before each output sample (-1: outside), and the weight of the next
     * one.
     */
    private static final class Axis {
        private final int[] before;
        private final float[] weight;
        private final int size;
        private final int scaled;
        private final int from;
        private final Positions positions;

        Axis(int size, int scaled, int from, int count, Positions positions) {
            this.size = size;
            this.scaled = scaled;
            this.from = from;
            this.positions = positions;
            before = new int[count];
            weight = new float[count];
            for (int i = 0; i < count; i++) {
                before[i] = (int) Math.floor(position(i));
                weight[i] = (float) exactWeight(i);
            }
        }

        int length() {
            return before.length;
        }

        double exactWeight(int i) {
            return position(i) - before[i];
        }

        private double position(int i) {
            float ratio = (float) size / scaled;
            float centre = from + i + 0.5f;
            return switch (positions) {
                case EXACT -> (from + i + 0.5) * size / scaled - 0.5;
                case ROUNDED -> clamped(ratio * centre - 0.5f);
                case FUSED -> clamped(Math.fma(ratio, centre, -0.5f));
            };
        }

        /** At the border, the border pixel itself is used. */
        private double clamped(float position) {
            return Math.max(0, Math.min(size - 1, position));
        }
    }
}
