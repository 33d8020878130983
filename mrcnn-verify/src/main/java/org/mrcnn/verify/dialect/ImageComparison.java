// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.List;
import java.util.Locale;
import org.mrcnn.data.mask.Rle;

/**
 * How two results of one image differ. An object is matched by the nearest one of its class that no better object has; pixels of
 * masks are those of the image.
 *
 * @param expected objects of the one result
 * @param found objects of the other
 * @param matched pairs of the same class within a pixel
 * @param box largest difference of an edge of a pair, in pixels
 * @param score largest difference of the scores of a pair
 * @param maskPixels share of the pixels of the image, over the masks of all pairs, that differ
 */
record ImageComparison(int expected, int found, int matched, float box, float score, double maskPixels) {

    private static final float NEAR = 1;

    /** Two results of an image of height x width pixels. */
    static ImageComparison of(FoundObjects expected, FoundObjects found, int height, int width) {
        boolean[] taken = new boolean[found.size()];
        int matched = 0;
        float box = 0;
        float score = 0;
        long different = 0;
        for (int i = 0; i < expected.size(); i++) {
            int near = nearest(expected, i, found, taken);
            if (near < 0) {
                continue;
            }
            taken[near] = true;
            matched++;
            box = Math.max(box, distance(expected.boxes().get(i), found.boxes().get(near)));
            score = Math.max(score, Math.abs(expected.scores()[i] - found.scores()[near]));
            Rle mask = new Rle(height, width, expected.masks().get(i));
            Rle other = new Rle(height, width, found.masks().get(near));
            different += mask.area()
                    + other.area()
                    - 2 * Rle.intersection(List.of(mask, other)).area();
        }
        double pixels = (double) height * width * Math.max(1, matched);
        return new ImageComparison(expected.size(), found.size(), matched, box, score, different / pixels);
    }

    /** Whether all objects are found, boxes within 0.01 pixel, scores within 1e-4, masks equal in 99.9 % of the pixels. */
    boolean agrees() {
        return missed() == 0 && box <= 0.01f && score <= 1e-4f && maskPixels <= 0.001;
    }

    /** Whether nothing differs by more than twice as much as there. */
    boolean atMostTwice(ImageComparison there) {
        return missed() <= 2 * there.missed()
                && box <= Math.max(0.01f, 2 * there.box)
                && score <= Math.max(1e-4f, 2 * there.score)
                && maskPixels <= Math.max(0.001, 2 * there.maskPixels);
    }

    private int missed() {
        return Math.max(expected, found) - matched;
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
                "%3d of %d matched, %d found, boxes %.1e, scores %.1e, masks %.1e",
                matched,
                expected,
                found,
                box,
                score,
                maskPixels);
    }
}
