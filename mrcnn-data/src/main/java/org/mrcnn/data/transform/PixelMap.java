// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.Arrays;

/**
 * Maps each point of a result to its source: u = xx * x + xy * y + x0, v = yx * x + yy * y + y0. Points are continuous; pixel i
 * covers i to i + 1, so that its centre is at i + 0.5.
 */
record PixelMap(double xx, double xy, double x0, double yx, double yy, double y0) {

    static PixelMap shift(double dx, double dy) {
        return new PixelMap(1, 0, dx, 0, 1, dy);
    }

    /** Returns the map with the matrix xx, xy, x0, yx, yy, y0. */
    static PixelMap of(double[] m) {
        boolean finite = Arrays.stream(m).allMatch(Double::isFinite);
        if (m.length != 6 || !finite || m[0] * m[4] == m[1] * m[3]) {
            throw new IllegalArgumentException(
                    "Transform.warp: expected a matrix of six finite numbers that can be inverted, found "
                            + Arrays.toString(m));
        }
        return new PixelMap(m[0], m[1], m[2], m[3], m[4], m[5]);
    }

    /** Returns this map with sources in the coordinates of another grid: u' = scaleX * (u - left), v' = scaleY * (v - top). */
    PixelMap sourceScaled(double scaleX, double scaleY, double left, double top) {
        return new PixelMap(
                scaleX * xx, scaleX * xy, scaleX * (x0 - left), scaleY * yx, scaleY * yy, scaleY * (y0 - top));
    }

    /** Returns this map for a result that begins at (left, top). */
    PixelMap resultFrom(double left, double top) {
        return new PixelMap(xx, xy, x0 + xx * left + xy * top, yx, yy, y0 + yx * left + yy * top);
    }

    /** Returns how many source pixels become one pixel of the result. */
    double areaRatio() {
        return Math.abs(xx * yy - xy * yx);
    }

    /** Returns the inverse map. */
    PixelMap inverse() {
        double det = xx * yy - xy * yx;
        double a = yy / det;
        double b = -xy / det;
        double c = -yx / det;
        double d = xx / det;
        return new PixelMap(a, b, -(a * x0 + b * y0), c, d, -(c * x0 + d * y0));
    }

    boolean isWholeShift() {
        return xx == 1 && xy == 0 && yx == 0 && yy == 1 && x0 == Math.rint(x0) && y0 == Math.rint(y0);
    }
}
