// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

/** Stable sorting of indices by descending score, like numpy's mergesort of the negated scores: ties keep their order. */
final class StableOrder {
    private StableOrder() {}

    /** Returns the indices of the scores, highest first. */
    static int[] descending(double[] scores) {
        int n = scores.length;
        int[] from = new int[n];
        for (int i = 0; i < n; i++) {
            from[i] = i;
        }
        int[] to = new int[n];
        for (int width = 1; width < n && width > 0; width *= 2) {
            for (int start = 0; start < n; start += 2 * width) {
                merge(scores, from, to, start, width);
                if (start > n - 2 * width) {
                    break;
                }
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    /** Merges two sorted runs of this width. */
    private static void merge(double[] scores, int[] from, int[] to, int start, int width) {
        int middle = Math.min(start + width, from.length);
        int end = Math.min(middle + width, from.length);
        int left = start;
        int right = middle;
        for (int k = start; k < end; k++) {
            boolean takeRight = left == middle || (right < end && scores[from[right]] > scores[from[left]]);
            to[k] = takeRight ? from[right++] : from[left++];
        }
    }
}
