// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

/**
 * How the detections of one image differ. An object is matched by the nearest detection of its class that no better object has;
 * pixels of masks are those of the image.
 *
 * @param expected objects of the other implementation
 * @param found detections of this project
 * @param matched pairs of the same class within a pixel
 * @param box largest difference of an edge of a pair, in pixels
 * @param score largest difference of the scores of a pair
 * @param maskPixels share of the pixels of the image, over the masks of all pairs, that are the same
 */
record ImageComparison(int expected, int found, int matched, float box, float score, double maskPixels) {

    private static final float NEAR = 1;

    static ImageComparison of(FoundObjects objects, Detections detections) {
        boolean[] taken = new boolean[detections.size()];
        int matched = 0;
        float box = 0;
        float score = 0;
        long different = 0;
        for (int i = 0; i < objects.labels().length; i++) {
            int near = nearest(objects, i, detections, taken);
            if (near < 0) {
                continue;
            }
            taken[near] = true;
            matched++;
            Detection detection = detections.list().get(near);
            box = Math.max(box, distance(objects.boxes().get(i), detection.box()));
            score = Math.max(score, Math.abs(objects.scores()[i] - detection.score()));
            Rle mask = new Rle(
                    detections.height(), detections.width(), objects.masks().get(i));
            long shared = Rle.intersection(List.of(mask, detection.mask())).area();
            different += mask.area() + detection.mask().area() - 2 * shared;
        }
        double pixels = (double) detections.height() * detections.width() * Math.max(1, matched);
        return new ImageComparison(
                objects.labels().length, detections.size(), matched, box, score, 1 - different / pixels);
    }

    boolean agrees() {
        return matched == expected && matched == found && box <= 0.01f && score <= 1e-4f && maskPixels >= 0.999;
    }

    private static int nearest(FoundObjects objects, int i, Detections detections, boolean[] taken) {
        int best = -1;
        float least = NEAR;
        for (int d = 0; d < taken.length; d++) {
            Detection detection = detections.list().get(d);
            float distance = distance(objects.boxes().get(i), detection.box());
            if (!taken[d] && detection.classId() == objects.labels()[i] && distance < least) {
                least = distance;
                best = d;
            }
        }
        return best;
    }

    private static float distance(float[] xyxy, float[] yxyx) {
        float most = 0;
        for (int k = 0; k < 4; k++) {
            most = Math.max(most, Math.abs(xyxy[k] - yxyx[k ^ 1]));
        }
        return most;
    }
}
