// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits the borders of a part of a mask where they touch themselves at a corner, so that every ring passes each point once, as
 * the OGC's simple features require for polygons: a bay that is closed by a corner becomes a hole that touches the outline.
 */
final class RingSplit {
    private RingSplit() {}

    /** Returns the outline followed by the holes of one part. */
    static List<int[]> simple(List<int[]> borders) {
        List<int[]> rings = new ArrayList<>();
        for (int[] border : borders) {
            for (int[] ring : split(border)) {
                // The pixels of a part are connected by sides, therefore only one ring contains them.
                rings.add(turnsRight(ring) ? 0 : rings.size(), ring);
            }
        }
        return rings;
    }

    /** Follows the border; at the second visit of a corner, the path between both visits becomes a separate ring. */
    private static List<int[]> split(int[] border) {
        List<int[]> rings = new ArrayList<>();
        int[] open = new int[border.length];
        int length = 0;
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < border.length; i += 2) {
            Integer before = places.get(key(border, i));
            if (before != null) {
                rings.add(Arrays.copyOfRange(open, before, length));
                for (int k = before + 2; k < length; k += 2) {
                    places.remove(key(open, k));
                }
                length = before;
            }
            open[length] = border[i];
            open[length + 1] = border[i + 1];
            places.put(key(border, i), length);
            length += 2;
        }
        rings.add(Arrays.copyOf(open, length));
        return rings;
    }

    private static long key(int[] xy, int at) {
        return (long) xy[at] << 32 | xy[at + 1];
    }

    private static boolean turnsRight(int[] ring) {
        long twice = 0;
        for (int i = 0; i < ring.length; i += 2) {
            int next = (i + 2) % ring.length;
            twice += (long) ring[i] * ring[next + 1] - (long) ring[next] * ring[i + 1];
        }
        return twice > 0;
    }
}
