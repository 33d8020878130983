// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * The result of every detection for every area range and IoU threshold. Detections are ordered by group, and within a group by
 * descending score, with at most the largest limit on detections. Several threads may fill in different groups.
 */
final class Matches implements Serializable {
    private static final long serialVersionUID = 1L;

    static final byte FALSE_POSITIVE = 0;
    static final byte TRUE_POSITIVE = 1;
    /** Neither correct nor wrong: matched to ignored ground truth, or unmatched and outside the area range. */
    static final byte IGNORED = 2;

    /** First detection of each group; has one entry more than there are groups. */
    final int[] start;

    final double[] scores;
    /** Results, [range * thresholds + threshold][detection]. */
    final byte[][] outcomes;
    /** Number of ground truths that are not ignored, [range][group]. */
    final int[][] positives;

    Matches(Groups groups, EvaluationSettings settings) {
        this(
                IntStream.range(0, groups.count)
                        .map(g -> Math.min(groups.detectionCount(g), settings.most()))
                        .toArray(),
                settings);
    }

    /** @param counts number of detections of each group */
    Matches(int[] counts, EvaluationSettings settings) {
        start = new int[counts.length + 1];
        for (int g = 0; g < counts.length; g++) {
            start[g + 1] = Math.addExact(start[g], counts[g]);
        }
        scores = new double[start[counts.length]];
        int ranges = settings.areaRanges().size();
        outcomes = new byte[ranges * settings.iouThresholds().size()][scores.length];
        positives = new int[ranges][counts.length];
    }

    /** Copies the results of a group from other matches. */
    void copy(int group, Matches from, int other) {
        int at = from.start[other];
        int n = from.start[other + 1] - at;
        System.arraycopy(from.scores, at, scores, start[group], n);
        for (int i = 0; i < outcomes.length; i++) {
            System.arraycopy(from.outcomes[i], at, outcomes[i], start[group], n);
        }
        for (int a = 0; a < positives.length; a++) {
            positives[a][group] = from.positives[a][other];
        }
    }
}
