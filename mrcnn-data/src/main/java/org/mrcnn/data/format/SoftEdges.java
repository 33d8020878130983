// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Detects edges that fade from one value to another, as smoothing, scaling and JPEG produce them. In a label image, a pixel
 * between a smaller and a larger value nearly always belongs to a patch of its own value.
 *
 * @param shown grey value or 0xRRGGBB of every pixel, row by row
 * @param colour whether these are colours
 */
@SuppressWarnings("ArrayRecordComponent") // used immediately by its creator
record SoftEdges(int height, int width, int[] shown, boolean colour) {

    /**
     * Threshold for the fraction of border pixels that are soft: at least half if all edges are soft, almost none if all are
     * sharp.
     */
    private static final double SOFT_SHARE = 0.25;

    /** In a flat patch, the values differ by at most the range of all values divided by this. */
    private static final int FLAT = 32;

    /** Number of flat pixels that may be neither bright nor dark, as a fraction of the number of bright pixels. */
    private static final double FEW = 0.01;

    /** Returns whether the edges of the objects are soft. */
    boolean found(IntPredicate isObject) {
        long border = 0;
        long soft = 0;
        for (int p = 0; p < shown.length; p++) {
            if (isObject.test(p) && isBorder(p)) {
                border++;
                soft += isBetween(p) && !isInPatch(p) ? 1 : 0;
            }
        }
        return soft > SOFT_SHARE * border;
    }

    /**
     * Returns whether pixels have more levels than bright and dark.
     *
     * @param light brightness of every pixel
     */
    static boolean hasLevels(int[] light, int height, int width) {
        int most = Arrays.stream(light).max().orElse(0);
        int least = Arrays.stream(light).min().orElse(0);
        int range = most - least;
        long bright = 0;
        long flat = 0;
        for (int p = 0; p < light.length; p++) {
            bright += 2L * light[p] > (long) most + least ? 1 : 0;
            boolean middle = light[p] > least + range / 10 && light[p] < most - range / 10;
            flat += middle && isFlat(light, p, height, width, range / FLAT) ? 1 : 0;
        }
        return flat > FEW * bright;
    }

    private static boolean isFlat(int[] light, int p, int height, int width, int tolerance) {
        int y = p / width;
        int x = p % width;
        if (y == 0 || x == 0 || y == height - 1 || x == width - 1) {
            return false;
        }
        int low = light[p];
        int high = light[p];
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                int value = light[p + dy * width + dx];
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        return high - low <= tolerance;
    }

    private boolean isBorder(int p) {
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                if (at(p, dy, dx) != shown[p]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns whether, in some channel, one neighbour is smaller and another is larger. */
    private boolean isBetween(int p) {
        for (int shift = colour ? 16 : 0; shift >= 0; shift -= 8) {
            boolean smaller = false;
            boolean larger = false;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    int difference = channel(at(p, dy, dx), shift) - channel(shown[p], shift);
                    smaller |= difference < 0;
                    larger |= difference > 0;
                }
            }
            if (smaller && larger) {
                return true;
            }
        }
        return false;
    }

    private int channel(int value, int shift) {
        return colour ? value >> shift & 0xff : value;
    }

    /** Returns whether the pixel is one of 2 x 2 equal pixels. */
    private boolean isInPatch(int p) {
        for (int dy = -1; dy <= 1; dy += 2) {
            for (int dx = -1; dx <= 1; dx += 2) {
                int y = p / width + dy;
                int x = p % width + dx;
                boolean inside = y >= 0 && x >= 0 && y < height && x < width;
                if (inside && at(p, dy, 0) == shown[p] && at(p, 0, dx) == shown[p] && at(p, dy, dx) == shown[p]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the neighbour; the pixel itself if there is none. */
    private int at(int p, int dy, int dx) {
        int y = p / width + dy;
        int x = p % width + dx;
        return y < 0 || x < 0 || y >= height || x >= width ? shown[p] : shown[p + dy * width + dx];
    }
}
