// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Simplifies polygons to few corners, so that people can edit them, with the Douglas-Peucker algorithm. */
final class Outline {
    private Outline() {}

    /**
     * Returns a ring without the corners that are closer than a distance to the line between the remaining ones.
     *
     * @param ring x, y, x, y, ... of at least three corners; the first point is not repeated at the end
     * @param distance distance in pixels
     * @return a ring in the same form with at least three corners
     */
    static double[] simplified(double[] ring, double distance) {
        int corners = ring.length / 2;
        int across = farthest(ring, 0, corners, corners);
        boolean[] keep = new boolean[corners];
        keep[0] = true;
        keep[across] = true;
        keep(ring, 0, across, distance, keep);
        keep(ring, across, corners, distance, keep);
        double[] left = new double[ring.length];
        int count = 0;
        for (int i = 0; i < corners; i++) {
            if (keep[i]) {
                left[count++] = ring[2 * i];
                left[count++] = ring[2 * i + 1];
            }
        }
        return count >= 6 ? Arrays.copyOf(left, count) : ring;
    }

    /** Marks the corners to keep between two kept corners. The index after the last corner stands for the first. */
    private static void keep(double[] ring, int from, int to, double distance, boolean[] keep) {
        Deque<int[]> open = new ArrayDeque<>();
        open.push(new int[] {from, to});
        while (!open.isEmpty()) {
            int[] span = open.pop();
            int corner = farthest(ring, span[0], span[1], ring.length / 2);
            if (corner > span[0] && away(ring, corner, span[0], span[1]) > distance) {
                keep[corner] = true;
                open.push(new int[] {span[0], corner});
                open.push(new int[] {corner, span[1]});
            }
        }
    }

    /**
     * Returns the corner between two others that is farthest from the line through them; {@code from} if there is none between.
     */
    private static int farthest(double[] ring, int from, int to, int corners) {
        int best = from;
        double most = -1;
        for (int i = from + 1; i < Math.min(to, corners); i++) {
            double found = away(ring, i, from, to);
            if (found > most) {
                most = found;
                best = i;
            }
        }
        return best;
    }

    private static double away(double[] ring, int corner, int from, int to) {
        double x = ring[2 * from];
        double y = ring[2 * from + 1];
        double dx = ring[2 * to % ring.length] - x;
        double dy = ring[(2 * to + 1) % ring.length] - y;
        double px = ring[2 * corner] - x;
        double py = ring[2 * corner + 1] - y;
        double length = Math.hypot(dx, dy);
        double along = length == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / (length * length)));
        return Math.hypot(px - along * dx, py - along * dy);
    }
}
