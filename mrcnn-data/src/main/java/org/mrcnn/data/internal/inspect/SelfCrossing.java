// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.Arrays;
import java.util.Comparator;

/** Detects polygons whose outline crosses itself like a bow tie, which usually is a slip of the hand. */
public final class SelfCrossing {
    private SelfCrossing() {}

    /**
     * Returns whether two edges cross properly, in a point inside both. Edges that only touch, or coincide, for example where
     * an outline leads to a hole and back, do not count.
     *
     * @param xy x, y, x, y, ... of the corners in any unit; the last is joined to the first
     */
    public static boolean of(double[] xy) {
        int n = xy.length / 2;
        Integer[] byLeft = new Integer[n];
        Arrays.setAll(byLeft, i -> i);
        Arrays.sort(byLeft, Comparator.comparingDouble(i -> left(xy, i)));
        for (int a = 0; a < n; a++) {
            int edge = byLeft[a];
            double right = Math.max(xy[2 * edge], xy[2 * next(edge, n)]);
            for (int b = a + 1; b < n && left(xy, byLeft[b]) <= right; b++) {
                if (cross(xy, edge, byLeft[b])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int next(int i, int n) {
        return i + 1 == n ? 0 : i + 1;
    }

    private static double left(double[] xy, int edge) {
        return Math.min(xy[2 * edge], xy[2 * next(edge, xy.length / 2)]);
    }

    private static boolean cross(double[] xy, int i, int j) {
        int n = xy.length / 2;
        int a = 2 * i;
        int b = 2 * next(i, n);
        int c = 2 * j;
        int d = 2 * next(j, n);
        return side(xy, a, b, c) * side(xy, a, b, d) < 0 && side(xy, c, d, a) * side(xy, c, d, b) < 0;
    }

    /** Returns on which side of the line through p and q the corner r lies: -1, 0 or 1. */
    private static double side(double[] xy, int p, int q, int r) {
        return Math.signum((xy[q] - xy[p]) * (xy[r + 1] - xy[p + 1]) - (xy[q + 1] - xy[p + 1]) * (xy[r] - xy[p]));
    }
}
