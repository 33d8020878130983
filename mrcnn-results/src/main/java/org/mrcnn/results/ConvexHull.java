// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Computes the convex hull of a mask like scikit-image's {@code convex_hull_image}: the hull of the midpoints of the pixels'
 * sides, which contains the pixels whose centres are inside or on its border. Coordinates are doubled, so that all are
 * integers.
 */
final class ConvexHull {
    private ConvexHull() {}

    /**
     * Returns the number of pixels in the hull of a mask.
     *
     * @param pixels the mask row by row, 1 = on, with pixels in its first and last row
     */
    static long pixels(byte[] pixels, int width) {
        int height = pixels.length / width;
        List<long[]> corners = corners(points(pixels, width));
        long[] first = new long[height];
        long[] last = new long[height];
        Arrays.fill(first, width);
        Arrays.fill(last, -1);
        for (int i = 0; i < corners.size(); i++) {
            widen(corners.get(i), corners.get((i + 1) % corners.size()), first, last);
        }
        long count = 0;
        for (int y = 0; y < height; y++) {
            count += Math.max(0, last[y] - first[y] + 1);
        }
        return count;
    }

    /** Returns the midpoints of the sides of the outermost pixels in each row: x, y. */
    private static List<long[]> points(byte[] pixels, int width) {
        List<long[]> points = new ArrayList<>();
        for (int y = 0; y < pixels.length / width; y++) {
            int left = 0;
            int right = width - 1;
            while (left < width && pixels[y * width + left] == 0) {
                left++;
            }
            while (right > left && pixels[y * width + right] == 0) {
                right--;
            }
            if (left < width) {
                for (long x : new long[] {2L * left, 2L * right}) {
                    points.add(new long[] {x - 1, 2L * y});
                    points.add(new long[] {x + 1, 2L * y});
                    points.add(new long[] {x, 2L * y - 1});
                    points.add(new long[] {x, 2L * y + 1});
                }
            }
        }
        return points;
    }

    /** Returns the corners of the hull in order, by Andrew's monotone chain. */
    private static List<long[]> corners(List<long[]> points) {
        points.sort(Comparator.<long[]>comparingLong(p -> p[0]).thenComparingLong(p -> p[1]));
        List<long[]> lower = chain(points);
        List<long[]> reversed = new ArrayList<>(points);
        Collections.reverse(reversed);
        List<long[]> upper = chain(reversed);
        List<long[]> corners = new ArrayList<>(lower.subList(0, lower.size() - 1));
        corners.addAll(upper.subList(0, upper.size() - 1));
        return corners;
    }

    private static List<long[]> chain(List<long[]> points) {
        List<long[]> chain = new ArrayList<>();
        for (long[] point : points) {
            while (chain.size() > 1 && !turns(chain.get(chain.size() - 2), chain.get(chain.size() - 1), point)) {
                chain.remove(chain.size() - 1);
            }
            chain.add(point);
        }
        return chain;
    }

    private static boolean turns(long[] a, long[] b, long[] c) {
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
    }

    /** Extends the rows that an edge crosses to the pixels inside the edge. */
    private static void widen(long[] a, long[] b, long[] first, long[] last) {
        long[] from = a[1] <= b[1] ? a : b;
        long[] to = a[1] <= b[1] ? b : a;
        long down = to[1] - from[1];
        for (int y = (int) -Math.floorDiv(-Math.max(0, from[1]), 2); 2L * y <= to[1] && y < first.length; y++) {
            if (down == 0) {
                include(y, from[0], 1, first, last);
                include(y, to[0], 1, first, last);
            } else {
                include(y, from[0] * down + (to[0] - from[0]) * (2L * y - from[1]), down, first, last);
            }
        }
    }

    /** Extends row y to a point on the border of the hull: x / down in doubled coordinates. */
    private static void include(int y, long x, long down, long[] first, long[] last) {
        first[y] = Math.min(first[y], -Math.floorDiv(-x, 2 * down));
        last[y] = Math.max(last[y], Math.floorDiv(x, 2 * down));
    }
}
