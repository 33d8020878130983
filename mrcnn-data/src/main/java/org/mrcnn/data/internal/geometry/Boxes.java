// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/**
 * Areas, overlaps and coordinate conversions of axis-aligned boxes.
 *
 * <p>Boxes are rows (y1, x1, y2, x2) of a flat {@code float[n * 4]}; an index argument counts boxes, not floats. Arithmetic is
 * in double and rounded once.
 */
public final class Boxes {
    private Boxes() {}

    /** Returns how many boxes the array contains; throws IllegalArgumentException if its length is not a multiple of 4. */
    public static int count(float[] boxes) {
        if (boxes.length % 4 != 0) {
            throw new IllegalArgumentException(
                    "boxes must hold 4 floats (y1, x1, y2, x2) each, found " + boxes.length + " floats");
        }
        return boxes.length / 4;
    }

    /** Returns height times width of box {@code i}, which is negative if exactly one pair of corners is swapped. */
    public static float area(float[] boxes, int i) {
        return (float) exactArea(boxes, i);
    }

    /** Returns intersection over union of box {@code i} of {@code a} and box {@code j} of {@code b}; 0 if the union is empty. */
    public static float iou(float[] a, int i, float[] b, int j) {
        double intersection = intersection(a, i, b, j);
        if (intersection <= 0) {
            return 0f;
        }
        return (float) (intersection / (exactArea(a, i) + exactArea(b, j) - intersection));
    }

    /** Returns the IoU of every pair, {@code float[countA * countB]}, row-major with one row per box of {@code a}. */
    public static float[] iouMatrix(float[] a, float[] b) {
        int rows = count(a);
        int columns = count(b);
        float[] matrix = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix[i * columns + j] = iou(a, i, b, j);
            }
        }
        return matrix;
    }

    /**
     * Returns the fraction of box {@code i} of {@code a} that box {@code j} of {@code b} covers; 0 if the first has no area.
     *
     * <p>This, not IoU, determines whether a box lies in a crowd: the IoU with a large crowd is small even for a box completely
     * inside it (COCO's evaluation does the same).
     */
    public static float intersectionOverArea(float[] a, int i, float[] b, int j) {
        double intersection = intersection(a, i, b, j);
        return intersection <= 0 ? 0f : (float) (intersection / exactArea(a, i));
    }

    /**
     * Returns the boxes with every corner clipped to a window.
     *
     * @param boxes float[n * 4]
     * @param window float[4], (y1, x1, y2, x2) in the same coordinates
     * @return a new float[n * 4]
     */
    public static float[] clip(float[] boxes, float[] window) {
        requireWindow(window);
        float[] clipped = new float[count(boxes) * 4];
        for (int k = 0; k < clipped.length; k++) {
            float low = window[k & 1];
            float high = window[2 + (k & 1)];
            clipped[k] = Math.max(Math.min(boxes[k], high), low);
        }
        return clipped;
    }

    /** Clips the corners of box {@code i} to a window, float[4]. */
    public static void clip(float[] boxes, int i, float[] window) {
        for (int k = 0; k < 4; k++) {
            boxes[4 * i + k] = Math.max(Math.min(boxes[4 * i + k], window[2 + (k & 1)]), window[k & 1]);
        }
    }

    /** Returns whether both sides of box {@code i} are at least {@code least}. */
    public static boolean hasSides(float[] boxes, int i, float least) {
        return boxes[4 * i + 2] - boxes[4 * i] >= least && boxes[4 * i + 3] - boxes[4 * i + 1] >= least;
    }

    /**
     * Converts pixel boxes to Matterport's normalized coordinates: y1 / (h - 1), x1 / (w - 1), (y2 - 1) / (h - 1), (x2 - 1) /
     * (w - 1), so that the box of the whole image is (0, 0, 1, 1) and a box one pixel high has height 0.
     *
     * @param pixels float[n * 4], y2 and x2 exclusive
     * @param height image height in pixels, at least 2
     * @param width image width in pixels, at least 2
     * @return a new float[n * 4]
     */
    public static float[] normalize(float[] pixels, int height, int width) {
        requireSize(height, width);
        float[] normalized = new float[count(pixels) * 4];
        for (int k = 0; k < normalized.length; k++) {
            double scale = (k & 1) == 0 ? height - 1 : width - 1;
            double shift = (k & 2) == 0 ? 0 : 1;
            normalized[k] = (float) ((pixels[k] - shift) / scale);
        }
        return normalized;
    }

    /**
     * Converts normalized boxes to whole pixels, the inverse of {@link #normalize}; halves are rounded to even, as in NumPy.
     *
     * @return a new float[n * 4] of integral values, y2 and x2 exclusive
     */
    public static float[] denormalize(float[] normalized, int height, int width) {
        requireSize(height, width);
        float[] pixels = new float[count(normalized) * 4];
        for (int k = 0; k < pixels.length; k++) {
            double scale = (k & 1) == 0 ? height - 1 : width - 1;
            double shift = (k & 2) == 0 ? 0 : 1;
            pixels[k] = (float) Math.rint(normalized[k] * scale + shift) + 0f; // no -0
        }
        return pixels;
    }

    /**
     * Returns the tight box around the non-zero pixels of a mask, (0, 0, 0, 0) for an empty mask.
     *
     * @param mask byte[height * width], row-major, 0 is background
     * @return float[4], pixels, y2 and x2 exclusive
     */
    public static float[] fromMask(byte[] mask, int height, int width) {
        if (mask.length != height * width) {
            throw new IllegalArgumentException("mask of " + height + " x " + width + " pixels must have "
                    + height * width + " bytes, found " + mask.length);
        }
        int top = height;
        int left = width;
        int bottom = -1;
        int right = -1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (mask[y * width + x] != 0) {
                    top = Math.min(top, y);
                    bottom = y;
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                }
            }
        }
        return bottom < 0 ? new float[4] : new float[] {top, left, bottom + 1, right + 1};
    }

    private static double exactArea(float[] boxes, int i) {
        int k = 4 * i;
        return ((double) boxes[k + 2] - boxes[k]) * ((double) boxes[k + 3] - boxes[k + 1]);
    }

    private static double intersection(float[] a, int i, float[] b, int j) {
        int k = 4 * i;
        int m = 4 * j;
        double height = (double) Math.min(a[k + 2], b[m + 2]) - Math.max(a[k], b[m]);
        double width = (double) Math.min(a[k + 3], b[m + 3]) - Math.max(a[k + 1], b[m + 1]);
        return height <= 0 || width <= 0 ? 0 : height * width;
    }

    private static void requireWindow(float[] window) {
        if (window.length != 4) {
            throw new IllegalArgumentException(
                    "window must be 4 floats (y1, x1, y2, x2), found " + window.length + " floats");
        }
    }

    private static void requireSize(int height, int width) {
        if (height < 2 || width < 2) {
            throw new IllegalArgumentException(
                    "normalized boxes divide by (height - 1, width - 1), so the image must be"
                            + " at least 2 x 2 pixels, found " + height + " x " + width);
        }
    }
}
