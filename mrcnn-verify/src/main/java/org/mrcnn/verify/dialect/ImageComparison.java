// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.mrcnn.data.mask.Rle;

/**
 * How two results of one image differ. An object is matched by the nearest one of its class that no better object has; pixels of
 * masks are those of the image.
 *
 * @param missed objects of the one or the other result that have no pair: of the same class, within a pixel
 * @param boxes largest difference of an edge of each pair, in pixels
 * @param scores difference of the scores of each pair
 * @param maskPixels share of the pixels of the image, over the masks of all pairs, that differ
 */
record ImageComparison(int missed, List<Float> boxes, List<Float> scores, double maskPixels) {

    private static final float NEAR = 1;

    /** The bounds of {@link #agrees}. */
    static final double BOX = 0.01;

    static final double SCORE = 1e-4;
    static final double MASK_PIXELS = 1e-3;

    /** Two results of an image of height x width pixels. */
    static ImageComparison of(FoundObjects expected, FoundObjects found, int height, int width) {
        boolean[] taken = new boolean[found.size()];
        List<Float> boxes = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        long different = 0;
        for (int i = 0; i < expected.size(); i++) {
            int near = nearest(expected, i, found, taken);
            if (near < 0) {
                continue;
            }
            taken[near] = true;
            boxes.add(distance(expected.boxes().get(i), found.boxes().get(near)));
            scores.add(Math.abs(expected.scores()[i] - found.scores()[near]));
            Rle mask = new Rle(height, width, expected.masks().get(i));
            Rle other = new Rle(height, width, found.masks().get(near));
            different += mask.area()
                    + other.area()
                    - 2 * Rle.intersection(List.of(mask, other)).area();
        }
        double pixels = (double) height * width * Math.max(1, boxes.size());
        int missed = Math.max(expected.size(), found.size()) - boxes.size();
        return new ImageComparison(missed, boxes, scores, different / pixels);
    }

    /** Whether all objects are found, boxes within 0.01 pixel, scores within 1e-4, masks equal in 99.9 % of the pixels. */
    boolean agrees() {
        return missed == 0 && largest(boxes) <= BOX && largest(scores) <= SCORE && maskPixels <= MASK_PIXELS;
    }

    private static float largest(List<Float> differences) {
        return differences.stream().max(Comparator.naturalOrder()).orElse(0f);
    }

    private static int nearest(FoundObjects expected, int i, FoundObjects found, boolean[] taken) {
        int best = -1;
        float least = NEAR;
        for (int d = 0; d < taken.length; d++) {
            float distance = distance(expected.boxes().get(i), found.boxes().get(d));
            if (!taken[d] && found.labels()[d] == expected.labels()[i] && distance < least) {
                least = distance;
                best = d;
            }
        }
        return best;
    }

    private static float distance(float[] a, float[] b) {
        float most = 0;
        for (int k = 0; k < 4; k++) {
            most = Math.max(most, Math.abs(a[k] - b[k]));
        }
        return most;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%3d matched, %d not, boxes %.1e, scores %.1e, masks %.1e",
                boxes.size(),
                missed,
                largest(boxes),
                largest(scores),
                maskPixels);
    }
}
