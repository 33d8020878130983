// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.util.Arrays;
import org.mrcnn.data.internal.RunBuilder;

/**
 * Fills a polygon on the pixel grid by the rule of the COCO mask code, so that areas and IoU of polygon data sets agree
 * exactly: corners are rounded to a grid five times finer, the boundary is followed on it point by point, and each of its steps
 * from one fine column to the next that passes a pixel centre toggles that column from there downwards.
 */
final class PolygonRaster {
    private static final double SCALE = 5;
    /** Corners further away are errors, and following the boundary to them point by point would take minutes. */
    private static final double MAX_COORDINATE = 1e6;

    private final int height;
    private final int width;
    /** Column-major indices of the pixels at which the fill toggles. */
    private int[] toggles = new int[64];

    private int count;
    private boolean started;
    private int lastU;
    private int lastV;

    private PolygonRaster(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /** @param xy corners x, y, x, y, ... in pixels, at least three; corners may lie outside of the image */
    static Rle fill(double[] xy, int height, int width) {
        RunBuilder.requireSize(height, width);
        requireCorners(xy);
        PolygonRaster raster = new PolygonRaster(height, width);
        int corners = xy.length / 2;
        for (int i = 0; i < corners; i++) {
            int next = i + 1 == corners ? 0 : i + 1;
            raster.edge(fine(xy[2 * i]), fine(xy[2 * i + 1]), fine(xy[2 * next]), fine(xy[2 * next + 1]));
        }
        return raster.build();
    }

    private static void requireCorners(double[] xy) {
        if (xy.length < 6 || xy.length % 2 != 0) {
            throw new IllegalArgumentException("polygon has " + xy.length
                    + " numbers, expected an even count of at least 6 (x, y of three corners)");
        }
        for (int i = 0; i < xy.length; i++) {
            if (!(Math.abs(xy[i]) <= MAX_COORDINATE)) {
                throw new IllegalArgumentException("polygon coordinate " + i + " is " + xy[i]
                        + ", expected a pixel position between -1e6 and 1e6");
            }
        }
    }

    private static int fine(double coordinate) {
        return (int) (SCALE * coordinate + .5);
    }

    /** Follows an edge from start to end; the slope is computed from the smaller end, because rounding depends on it. */
    private void edge(int startX, int startY, int endX, int endY) {
        int dx = Math.abs(endX - startX);
        int dy = Math.abs(endY - startY);
        boolean flat = dx >= dy;
        boolean backwards = flat ? startX > endX : startY > endY;
        int x = backwards ? endX : startX;
        int y = backwards ? endY : startY;
        int steps = flat ? dx : dy;
        int rise = flat ? endY - startY : endX - startX;
        double slope = steps == 0 ? 0 : (double) (backwards ? -rise : rise) / steps;
        for (int d = 0; d <= steps; d++) {
            int t = backwards ? steps - d : d;
            if (flat) {
                point(t + x, (int) (y + slope * t + .5));
            } else {
                point((int) (x + slope * t + .5), t + y);
            }
        }
    }

    private void point(int u, int v) {
        if (started && u != lastU) {
            double column = ((u < lastU ? u : u - 1) + .5) / SCALE - .5;
            if (Math.floor(column) == column && column >= 0 && column <= width - 1) {
                double row = (Math.min(v, lastV) + .5) / SCALE - .5;
                toggle((int) column, (int) Math.ceil(Math.min(Math.max(row, 0), height)));
            }
        }
        started = true;
        lastU = u;
        lastV = v;
    }

    private void toggle(int column, int row) {
        if (count == toggles.length) {
            toggles = Arrays.copyOf(toggles, 2 * count);
        }
        toggles[count++] = column * height + row;
    }

    private Rle build() {
        Arrays.sort(toggles, 0, count);
        RunBuilder runs = new RunBuilder();
        int at = 0;
        for (int i = 0; i < count; i++) {
            runs.add((i & 1) == 1, toggles[i] - at);
            at = toggles[i];
        }
        runs.add((count & 1) == 1, height * width - at);
        return new Rle(height, width, runs.build());
    }
}
