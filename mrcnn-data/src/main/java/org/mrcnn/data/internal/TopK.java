// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.util.Arrays;

/** Finds the largest of many scores by selection, without sorting all of them. */
public final class TopK {
    private static final int HALF = 1 << 16;

    private TopK() {}

    /**
     * Returns the indices of the {@code k} largest scores in descending order; equal scores by ascending index, NaN last.
     *
     * <p>Two histograms of 16 bits each find the key with rank {@code k} exactly, so that only the selected scores are sorted:
     * 261,888 scores take a few milliseconds, whatever their distribution is.
     *
     * @param scores any floats; -0 equals 0
     * @param k number of indices to return; fewer are returned if there are fewer scores
     * @return int[min(k, scores.length)]
     */
    public static int[] indices(float[] scores, int k) {
        if (k < 0) {
            throw new IllegalArgumentException("k must not be negative, found " + k);
        }
        int n = scores.length;
        int[] keys = new int[n];
        for (int i = 0; i < n; i++) {
            keys[i] = descendingKey(scores[i]);
        }
        long[] winners = k < n ? smallest(keys, k) : all(keys);
        Arrays.sort(winners);
        int[] indices = new int[winners.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (int) winners[i];
        }
        return indices;
    }

    /** Returns a key whose ascending signed order is the descending order of the scores. */
    private static int descendingKey(float score) {
        if (Float.isNaN(score)) {
            return Integer.MAX_VALUE;
        }
        int bits = Float.floatToRawIntBits(score + 0.0f); // + 0 turns -0 into 0
        return ~(bits ^ (bits >> 31 & Integer.MAX_VALUE));
    }

    private static long[] all(int[] keys) {
        long[] pairs = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            pairs[i] = pair(keys[i], i);
        }
        return pairs;
    }

    private static long[] smallest(int[] keys, int k) {
        long[] pairs = new long[k];
        if (k == 0) {
            return pairs;
        }
        int[] counts = new int[HALF];
        for (int key : keys) {
            counts[(key >> 16) + HALF / 2]++;
        }
        int[] rank = {k};
        int high = bucketOfRank(counts, rank) - HALF / 2;
        Arrays.fill(counts, 0);
        for (int key : keys) {
            if (key >> 16 == high) {
                counts[key & HALF - 1]++;
            }
        }
        int last = high << 16 | bucketOfRank(counts, rank);
        int tiesLeft = rank[0];
        int found = 0;
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] < last || (keys[i] == last && tiesLeft-- > 0)) {
                pairs[found++] = pair(keys[i], i);
            }
        }
        return pairs;
    }

    /** Finds the bucket that contains the 1-based rank, and stores the rank within that bucket in {@code rank[0]}. */
    private static int bucketOfRank(int[] counts, int[] rank) {
        int bucket = 0;
        while (counts[bucket] < rank[0]) {
            rank[0] -= counts[bucket++];
        }
        return bucket;
    }

    private static long pair(int key, int index) {
        return (long) key << 32 | index;
    }
}
