// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.mask.Rle;

/** Non-maximum suppression by masks, see {@link Detections#withoutOverlaps}. */
final class Overlaps {

    /** Height in pixels of the bands of rows by which kept objects are indexed, so that a candidate is not compared with all of them. */
    private static final int BAND = 64;

    private final double maxShare;
    private final Map<Integer, List<Placed>> bands = new HashMap<>();

    private Overlaps(double maxShare) {
        this.maxShare = maxShare;
    }

    /** A mask with its area and bounds, which are computed once. */
    private static final class Placed {
        private final Rle mask;
        private final long area;
        private final float[] bounds;

        Placed(Rle mask) {
            this.mask = mask;
            area = mask.area();
            bounds = mask.bounds();
        }

        int firstBand() {
            return (int) bounds[0] / BAND;
        }

        int lastBand() {
            return ((int) bounds[2] - 1) / BAND;
        }

        boolean mayMeet(Placed other) {
            return bounds[0] < other.bounds[2]
                    && other.bounds[0] < bounds[2]
                    && bounds[1] < other.bounds[3]
                    && other.bounds[1] < bounds[3];
        }

        /** Returns the number of pixels in both masks, divided by the area of the smaller one. */
        double share(Placed other) {
            Rle smaller = area <= other.area ? mask : other.mask;
            Rle larger = area <= other.area ? other.mask : mask;
            return Rle.iou(List.of(smaller), List.of(larger), new boolean[] {true})[0];
        }
    }

    /** Returns the remaining objects, in the order of the list. */
    static List<Detection> remove(List<Detection> objects, double maxShare) {
        Overlaps kept = new Overlaps(maxShare);
        boolean[] remains = new boolean[objects.size()];
        List<Integer> byScore = new ArrayList<>();
        for (int i = 0; i < remains.length; i++) {
            byScore.add(i);
        }
        byScore.sort(Comparator.comparing((Integer i) -> objects.get(i).score()).reversed());
        for (int i : byScore) {
            remains[i] = kept.add(new Placed(objects.get(i).mask()));
        }
        return byScore.stream()
                .filter(i -> remains[i])
                .sorted()
                .map(objects::get)
                .toList();
    }

    /** Keeps the candidate unless it lies on an object that was kept before; returns whether it was kept. */
    private boolean add(Placed candidate) {
        if (candidate.area == 0) {
            return true;
        }
        for (int band = candidate.firstBand(); band <= candidate.lastBand(); band++) {
            for (Placed other : bands.getOrDefault(band, List.of())) {
                if (candidate.mayMeet(other) && candidate.share(other) > maxShare) {
                    return false;
                }
            }
        }
        for (int band = candidate.firstBand(); band <= candidate.lastBand(); band++) {
            bands.computeIfAbsent(band, row -> new ArrayList<>()).add(candidate);
        }
        return true;
    }
}
