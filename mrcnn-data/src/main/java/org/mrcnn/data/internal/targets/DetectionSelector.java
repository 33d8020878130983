// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import org.mrcnn.data.internal.TopK;
import org.mrcnn.data.internal.geometry.Nms;

/** Turns the second stage's class probabilities and box deltas into detections. */
public final class DetectionSelector {
    private DetectionSelector() {}

    /**
     * Picks the detections of one image: likely enough, refined by the deltas of their class, clipped to the window, without
     * those that overlap a better one of the same class, best first.
     *
     * @param rois float[n * 4], normalized; padding too
     * @param probabilities float[n * classes], class 0 is background
     * @param deltas float[n * classes * 4]
     * @param window float[4], the part of the network's input that holds image, normalized
     */
    public static DetectionRows select(
            float[] rois, float[] probabilities, float[] deltas, float[] window, DetectionSettings settings) {
        int n = rois.length / 4;
        requireShapes(rois, probabilities, deltas, window);
        int classes = n == 0 ? 0 : probabilities.length / n;
        Candidates candidates = new Candidates(settings, rois, deltas, window);
        for (int i = 0; i < n; i++) {
            if (!settings.rules().counts(rois, i)) {
                continue;
            }
            int best = argmax(probabilities, i * classes, classes);
            for (int c = 1; c < classes; c++) {
                if (settings.multiLabel() || c == best) {
                    candidates.offer(i, i * classes + c, c, probabilities[i * classes + c]);
                }
            }
        }
        return best(candidates, keepPerClass(candidates, classes, settings), settings.maxDetections());
    }

    /** Returns the candidates that survive suppression within their class, ascending. */
    private static int[] keepPerClass(Candidates candidates, int classes, DetectionSettings settings) {
        boolean[] kept = new boolean[candidates.size];
        for (int c = 1; c < classes; c++) {
            int[] members = candidates.ofClass(c);
            float[] boxes = new float[4 * members.length];
            float[] scores = new float[members.length];
            for (int m = 0; m < members.length; m++) {
                System.arraycopy(candidates.boxes, 4 * members[m], boxes, 4 * m, 4);
                scores[m] = candidates.scores[members[m]];
            }
            for (int m : Nms.select(boxes, scores, settings.nmsThreshold(), settings.maxDetections())) {
                kept[members[m]] = true;
            }
        }
        int[] ids = new int[candidates.size];
        int count = 0;
        for (int k = 0; k < candidates.size; k++) {
            if (kept[k]) {
                ids[count++] = k;
            }
        }
        return Arrays.copyOf(ids, count);
    }

    private static DetectionRows best(Candidates candidates, int[] kept, int max) {
        float[] scores = new float[kept.length];
        for (int k = 0; k < kept.length; k++) {
            scores[k] = candidates.scores[kept[k]];
        }
        int[] order = TopK.indices(scores, max);
        float[] rows = new float[6 * max];
        for (int r = 0; r < order.length; r++) {
            int candidate = kept[order[r]];
            System.arraycopy(candidates.boxes, 4 * candidate, rows, 6 * r, 4);
            rows[6 * r + 4] = candidates.classIds[candidate];
            rows[6 * r + 5] = candidates.scores[candidate];
        }
        return new DetectionRows(rows, order.length);
    }

    private static int argmax(float[] values, int from, int count) {
        int best = 0;
        for (int c = 1; c < count; c++) {
            if (values[from + c] > values[from + best]) {
                best = c;
            }
        }
        return best;
    }

    private static void requireShapes(float[] rois, float[] probabilities, float[] deltas, float[] window) {
        int n = rois.length / 4;
        boolean divides = n == 0 ? probabilities.length == 0 : probabilities.length % n == 0;
        if (rois.length != 4 * n || !divides || deltas.length != 4 * probabilities.length || window.length != 4) {
            throw new IllegalArgumentException("detections need rois[n*4], probabilities[n*classes],"
                    + " deltas[n*classes*4] and window[4], found " + rois.length + ", " + probabilities.length + ", "
                    + deltas.length + " and " + window.length + " floats");
        }
    }

    /** Region and class pairs that are likely enough, in order of region, then class. */
    private static final class Candidates {
        private final DetectionSettings settings;
        private final float[] rois;
        private final float[] deltas;
        private final float[] window;
        private float[] boxes = new float[4 * 64];
        private float[] scores = new float[64];
        private int[] classIds = new int[64];
        private int size;

        Candidates(DetectionSettings settings, float[] rois, float[] deltas, float[] window) {
            this.settings = settings;
            this.rois = rois;
            this.deltas = deltas;
            this.window = window;
        }

        void offer(int roi, int deltaRow, int classId, float score) {
            if (!(score >= settings.minConfidence())) {
                return;
            }
            if (size == scores.length) {
                boxes = Arrays.copyOf(boxes, 8 * size);
                scores = Arrays.copyOf(scores, 2 * size);
                classIds = Arrays.copyOf(classIds, 2 * size);
            }
            settings.coder().decode(rois, roi, deltas, deltaRow, boxes, size);
            for (int k = 0; k < 4; k++) {
                float inside = Math.min(boxes[4 * size + k], window[2 + (k & 1)]);
                boxes[4 * size + k] = Math.max(inside, window[k & 1]);
            }
            if (settings.rules().counts(boxes, size)) {
                scores[size] = score;
                classIds[size++] = classId;
            }
        }

        int[] ofClass(int classId) {
            int[] members = new int[size];
            int count = 0;
            for (int k = 0; k < size; k++) {
                if (classIds[k] == classId) {
                    members[count++] = k;
                }
            }
            return Arrays.copyOf(members, count);
        }
    }
}
