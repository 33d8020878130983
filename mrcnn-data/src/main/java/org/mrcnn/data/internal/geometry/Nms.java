// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.util.Arrays;
import org.mrcnn.data.internal.TopK;

/** Greedy non-maximum suppression, with the decisions of {@code tf.image.non_max_suppression} in float32. */
public final class Nms {
    private Nms() {}

    /**
     * Returns the boxes that are kept: in order of score, each box whose IoU with all boxes kept before it is at most the
     * threshold. Equal scores are in the order of ascending index. Boxes without area overlap nothing; swapped corners are
     * corrected.
     *
     * @param boxes float[n * 4], any coordinates
     * @param scores float[n]; fastest if already descending
     * @param iouThreshold a box is dropped if its IoU is greater than this
     * @param max maximum number of boxes to keep
     * @return indices of the kept boxes, by descending score
     */
    public static int[] select(float[] boxes, float[] scores, float iouThreshold, int max) {
        int n = Boxes.count(boxes);
        if (scores.length != n) {
            throw new IllegalArgumentException("expected one score per box: " + n + " boxes, found " + scores.length);
        }
        if (!(iouThreshold >= 0 && iouThreshold <= 1)) {
            throw new IllegalArgumentException("iouThreshold must be between 0 and 1, found " + iouThreshold);
        }
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative, found " + max);
        }
        int[] order = descending(scores);
        Kept kept = new Kept(Math.min(max, n), iouThreshold);
        for (int r = 0; r < n && kept.size < kept.indices.length; r++) {
            kept.offer(boxes, order == null ? r : order[r]);
        }
        return Arrays.copyOf(kept.indices, kept.size);
    }

    /** Returns the order of descending scores; null if they are already in this order. */
    private static int[] descending(float[] scores) {
        for (int i = 1; i < scores.length; i++) {
            if (!(scores[i - 1] >= scores[i])) {
                return TopK.indices(scores, scores.length);
            }
        }
        return null;
    }

    /** The boxes kept so far, one array per coordinate, over which the inner loop runs. */
    private static final class Kept {
        private final int[] indices;
        private final float[] top;
        private final float[] left;
        private final float[] bottom;
        private final float[] right;
        private final float[] area;
        private final float threshold;
        private int size;

        Kept(int capacity, float threshold) {
            indices = new int[capacity];
            top = new float[capacity];
            left = new float[capacity];
            bottom = new float[capacity];
            right = new float[capacity];
            area = new float[capacity];
            this.threshold = threshold;
        }

        void offer(float[] boxes, int index) {
            int k = 4 * index;
            float y1 = Math.min(boxes[k], boxes[k + 2]);
            float x1 = Math.min(boxes[k + 1], boxes[k + 3]);
            float y2 = Math.max(boxes[k], boxes[k + 2]);
            float x2 = Math.max(boxes[k + 1], boxes[k + 3]);
            float boxArea = (y2 - y1) * (x2 - x1);
            if (boxArea > 0 && suppressed(y1, x1, y2, x2, boxArea)) {
                return;
            }
            indices[size] = index;
            top[size] = y1;
            left[size] = x1;
            bottom[size] = y2;
            right[size] = x2;
            area[size++] = boxArea;
        }

        private boolean suppressed(float y1, float x1, float y2, float x2, float boxArea) {
            for (int i = 0; i < size; i++) {
                float height = Math.min(y2, bottom[i]) - Math.max(y1, top[i]);
                float width = Math.min(x2, right[i]) - Math.max(x1, left[i]);
                if (height > 0 && width > 0 && area[i] > 0) {
                    float intersection = height * width;
                    if (intersection / (boxArea + area[i] - intersection) > threshold) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
