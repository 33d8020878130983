// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * How every detection fared, for every area range and IoU threshold. Detections lie group by group, in a group the best
 * score first and no more than the largest limit of them. Groups may be filled in by several threads.
 */
final class Matches implements Serializable {
    private static final long serialVersionUID = 1L;

    static final byte FALSE_POSITIVE = 0;
    static final byte TRUE_POSITIVE = 1;
    /** Neither right nor wrong: matched to something not counted, or unmatched and outside of the area range. */
    static final byte IGNORED = 2;

    /** Where the detections of a group begin; one entry more than groups. */
    final int[] start;

    final double[] scores;
    /** [range * thresholds + threshold][detection]. */
    final byte[][] outcomes;
    /** Ground truth that counts, [range][group]. */
    final int[][] positives;

    Matches(Groups groups, EvaluationSettings settings) {
        this(
                IntStream.range(0, groups.count)
                        .map(g -> Math.min(groups.detectionCount(g), settings.most()))
                        .toArray(),
                settings);
    }

    /** @param counts detections of each group */
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

    /** Fills in a group with one of other matches. */
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
