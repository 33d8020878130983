// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import org.mrcnn.data.internal.geometry.Boxes;

/** Selects detections from the class probabilities and box deltas of the second stage. */
public final class DetectionSelector {
    private DetectionSelector() {}

    /**
     * Selects the detections of one image: those with a sufficient score, refined by the deltas of their class, clipped to the
     * window, without those that overlap a better one of the same class, highest score first.
     *
     * @param rois float[n * 4], including padding
     * @param probabilities float[n * classes], class 0 is background
     * @param deltas float[n * classes * 4]
     * @param window float[4], the part of the network's input that contains the image, in the coordinates of the RoIs
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
        float[] boxes = Arrays.copyOf(candidates.boxes, 4 * candidates.size);
        float[] scores = Arrays.copyOf(candidates.scores, candidates.size);
        int[] classIds = Arrays.copyOf(candidates.classIds, candidates.size);
        return rows(candidates, settings.rules().suppress(boxes, scores, classIds, settings), settings.maxDetections());
    }

    private static DetectionRows rows(Candidates candidates, int[] kept, int max) {
        float[] rows = new float[6 * max];
        for (int r = 0; r < kept.length; r++) {
            System.arraycopy(candidates.boxes, 4 * kept[r], rows, 6 * r, 4);
            rows[6 * r + 4] = candidates.classIds[kept[r]];
            rows[6 * r + 5] = candidates.scores[kept[r]];
        }
        return new DetectionRows(rows, kept.length);
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

    /** Pairs of RoI and class with a sufficient score, in order of RoI, then class. */
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
            if (!settings.rules().isLikely(score, settings.minConfidence())) {
                return;
            }
            if (size == scores.length) {
                boxes = Arrays.copyOf(boxes, 8 * size);
                scores = Arrays.copyOf(scores, 2 * size);
                classIds = Arrays.copyOf(classIds, 2 * size);
            }
            settings.coder().decode(rois, roi, deltas, deltaRow, boxes, size);
            Boxes.clip(boxes, size, window);
            if (settings.rules().isLargeEnough(boxes, size)) {
                scores[size] = score;
                classIds[size++] = classId;
            }
        }
    }
}
