// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.Arrays;

/**
 * Groups ground truth and detections by category and image. Every combination that has either is a group; groups are sorted by
 * category, then image. Within a group, the order of the lists is kept.
 */
final class Groups {
    /** Sorted keys: category * images + image in the upper 32 bits, index into the list in the lower 32 bits. */
    private final long[] truths;

    private final long[] detections;
    /** Group g has truths[truthStart[g]] to truths[truthStart[g + 1] - 1]; the same for detections. */
    private final int[] truthStart;

    private final int[] detectionStart;
    private final int[] category;
    final int count;

    /**
     * @param truthCells category * images + image of each ground truth; -1 leaves it out
     * @param detectionCells the same for each detection
     * @param images number of images
     */
    Groups(long[] truthCells, long[] detectionCells, int images) {
        truths = keys(truthCells);
        detections = keys(detectionCells);
        int most = truths.length + detections.length;
        int[] ofTruths = new int[most + 1];
        int[] ofDetections = new int[most + 1];
        int[] categories = new int[most];
        int groups = 0;
        int t = 0;
        int d = 0;
        while (t < truths.length || d < detections.length) {
            long cell = Math.min(cell(truths, t), cell(detections, d));
            categories[groups++] = (int) (cell / images);
            while (cell(truths, t) == cell) {
                t++;
            }
            while (cell(detections, d) == cell) {
                d++;
            }
            ofTruths[groups] = t;
            ofDetections[groups] = d;
        }
        count = groups;
        truthStart = Arrays.copyOf(ofTruths, groups + 1);
        detectionStart = Arrays.copyOf(ofDetections, groups + 1);
        category = Arrays.copyOf(categories, groups);
    }

    private static long cell(long[] keys, int i) {
        return i < keys.length ? keys[i] >>> Integer.SIZE : Long.MAX_VALUE;
    }

    private static long[] keys(long[] cells) {
        long[] keys = new long[cells.length];
        int n = 0;
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] >= 0) {
                keys[n++] = cells[i] << Integer.SIZE | i;
            }
        }
        keys = Arrays.copyOf(keys, n);
        Arrays.parallelSort(keys);
        return keys;
    }

    /** Returns the indices of the ground truth of a group. */
    int[] truths(int group) {
        return indices(truths, truthStart[group], truthStart[group + 1]);
    }

    /** Returns the indices of the detections of a group. */
    int[] detections(int group) {
        return indices(detections, detectionStart[group], detectionStart[group + 1]);
    }

    private static int[] indices(long[] keys, int from, int to) {
        int[] indices = new int[to - from];
        for (int i = from; i < to; i++) {
            indices[i - from] = (int) keys[i];
        }
        return indices;
    }

    /** Returns the number of detections of a group. */
    int detectionCount(int group) {
        return detectionStart[group + 1] - detectionStart[group];
    }

    /** Returns the index of the category of each group. */
    int[] categories() {
        return category.clone();
    }
}
