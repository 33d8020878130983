// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.awt.geom.Path2D;
import java.util.Arrays;
import org.mrcnn.data.mask.Rle;

/**
 * The outline of a mask as smooth closed curves. It follows the borders between on and off pixels with the object on the
 * right-hand side, and connects the midpoints of the borders. Holes have the opposite direction. Pixels that touch only at a
 * corner are connected.
 */
public final class MaskOutline {
    private static final int SMOOTHING_PASSES = 2;
    private static final int[] STEP_X = {1, 0, -1, 0};
    private static final int[] STEP_Y = {0, 1, 0, -1};

    private final boolean[] on; // the bounds of the mask, padded by one row and column of off pixels
    private final int stride;
    private final int top;
    private final int left;
    private final boolean[] startUsed; // by the vertex at which a border to the right begins

    private MaskOutline(Rle mask) {
        float[] bounds = mask.bounds();
        top = (int) bounds[0] - 1;
        left = (int) bounds[1] - 1;
        int rows = (int) bounds[2] - top + 1;
        stride = (int) bounds[3] - left + 1;
        on = new boolean[rows * stride];
        startUsed = new boolean[rows * stride];
        byte[] pixels = mask.toMask();
        for (int y = 1; y < rows - 1; y++) {
            for (int x = 1; x < stride - 1; x++) {
                on[y * stride + x] = pixels[(y + top) * mask.width() + x + left] != 0;
            }
        }
    }

    /**
     * Traces a mask.
     *
     * @param scale image pixels per mask pixel
     * @return closed curves; empty for an empty mask
     */
    public static Path2D of(Rle mask, double scale) {
        Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        MaskOutline outline = new MaskOutline(mask);
        for (int at = 0; at < outline.on.length; at++) {
            if (outline.on[at] && !outline.on[at - outline.stride] && !outline.startUsed[at]) {
                append(path, smooth(outline.follow(at)), scale);
            }
        }
        return path;
    }

    /** Returns the midpoints of the border that starts at the top left corner of pixel {@code at}: x, y, x, y, ... */
    private double[] follow(int at) {
        double[] points = new double[64];
        int count = 0;
        int x = at % stride;
        int y = at / stride;
        int direction = 0;
        while (!(direction == 0 && startUsed[y * stride + x])) {
            if (direction == 0) {
                startUsed[y * stride + x] = true;
            }
            if (count == points.length) {
                points = Arrays.copyOf(points, 2 * count);
            }
            points[count++] = left + x + 0.5 * STEP_X[direction];
            points[count++] = top + y + 0.5 * STEP_Y[direction];
            x += STEP_X[direction];
            y += STEP_Y[direction];
            direction = turn(y, x, direction);
        }
        return Arrays.copyOf(points, count);
    }

    /**
     * Returns the direction of the next border at a corner. Left turns come first, so that pixels that touch at the corner are
     * connected.
     */
    private int turn(int y, int x, int direction) {
        boolean northWest = on[(y - 1) * stride + x - 1];
        boolean northEast = on[(y - 1) * stride + x];
        boolean southWest = on[y * stride + x - 1];
        boolean southEast = on[y * stride + x];
        boolean[] open = {
            southEast && !northEast, southWest && !southEast, northWest && !southWest, northEast && !northWest
        };
        for (int turned : new int[] {direction + 3, direction, direction + 1}) {
            if (open[turned % 4]) {
                return turned % 4;
            }
        }
        throw new IllegalStateException("the border of a mask ends at row " + (top + y) + ", column " + (left + x));
    }

    private static double[] smooth(double[] ring) {
        double[] points = ring;
        for (int pass = 0; pass < SMOOTHING_PASSES; pass++) {
            double[] next = new double[points.length];
            int n = points.length;
            for (int i = 0; i < n; i++) {
                next[i] = 0.25 * points[(i + n - 2) % n] + 0.5 * points[i] + 0.25 * points[(i + 2) % n];
            }
            points = next;
        }
        return points;
    }

    private static void append(Path2D path, double[] ring, double scale) {
        path.moveTo(ring[0] * scale, ring[1] * scale);
        for (int i = 2; i < ring.length; i += 2) {
            path.lineTo(ring[i] * scale, ring[i + 1] * scale);
        }
        path.closePath();
    }
}
