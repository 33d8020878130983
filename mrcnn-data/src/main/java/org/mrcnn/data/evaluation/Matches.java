// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

/**
 * How every detection fared, for every area range and IoU threshold. Detections lie group by group, in a group the best
 * score first and no more than the largest limit of them. Groups may be filled in by several threads.
 */
final class Matches {
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
        start = new int[groups.count + 1];
        for (int g = 0; g < groups.count; g++) {
            start[g + 1] = start[g] + Math.min(groups.detectionCount(g), settings.most());
        }
        scores = new double[start[groups.count]];
        int ranges = settings.areaRanges().size();
        outcomes = new byte[ranges * settings.iouThresholds().size()][scores.length];
        positives = new int[ranges][groups.count];
    }
}
