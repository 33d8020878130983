// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.mrcnn.data.mask.Rle;

/**
 * The differences between two results for an image. An object is paired with the nearest one of its class that is not paired
 * with an object of higher score. Mask pixels are those of the image.
 *
 * @param missed objects in either result without a counterpart of the same class within a pixel
 * @param boxes largest difference of an edge, per pair, in pixels
 * @param scores difference of the scores, per pair
 * @param maskPixels fraction of the pixels of the image that differ, over the masks of all pairs
 */
record ImageComparison(int missed, List<Float> boxes, List<Float> scores, double maskPixels) {

    private static final float NEAR = 1;

    /** The bounds of {@link #agrees}. */
    static final double BOX = 0.01;

    static final double SCORE = 1e-4;
    static final double MASK_PIXELS = 1e-3;

    /** Compares two results for an image of height x width pixels. */
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

    /**
     * Returns whether all objects are found, with boxes within 0.01 pixel, scores within 1e-4, and masks equal in 99.9 % of the
     * pixels.
     */
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
