// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Precision, recall and scores of all categories, in the layout of pycocotools; -1 if there is no ground truth. */
final class PrecisionCurves {
    private final EvaluationSettings settings;
    private final int categories;
    private final double[] levels = EvaluationSettings.recallLevels();
    /** [thresholds, recall levels, categories, area ranges, limits]. */
    final double[] precision;
    /** [thresholds, categories, area ranges, limits]. */
    final double[] recall;
    /** Scores at which the recall levels are reached, in the layout of the precision. */
    final double[] scores;

    PrecisionCurves(EvaluationSettings settings, int categories) {
        this.settings = settings;
        this.categories = categories;
        recall = new double[settings.cells(categories)];
        precision = new double[Math.multiplyExact(recall.length, levels.length)];
        scores = new double[precision.length];
        Arrays.fill(recall, -1);
        Arrays.fill(precision, -1);
        Arrays.fill(scores, -1);
    }

    /** Fills in one category from its groups. Several threads may fill in different categories. */
    void accumulate(int category, Matches matches, int firstGroup, int lastGroup) {
        Ranked ranked = new Ranked(matches, firstGroup, lastGroup);
        int thresholds = settings.iouThresholds().size();
        for (int limit = 0; limit < settings.maxDetections().size(); limit++) {
            int[] order = ranked.upTo(settings.maxDetections().get(limit));
            for (int a = 0; a < settings.areaRanges().size(); a++) {
                int positives = 0;
                for (int g = firstGroup; g < lastGroup; g++) {
                    positives += matches.positives[a][g];
                }
                int cell = (category * settings.areaRanges().size() + a)
                                * settings.maxDetections().size()
                        + limit;
                for (int t = 0; positives > 0 && t < thresholds; t++) {
                    Curve curve = new Curve(matches.outcomes[a * thresholds + t], order, positives);
                    int stride = settings.cells(categories) / thresholds;
                    recall[t * stride + cell] = curve.recall();
                    fillLevels(curve, t * levels.length * stride + cell, stride, at -> matches.scores[order[at]]);
                }
            }
        }
    }

    /**
     * Fills in precisions and scores of one curve.
     *
     * @param first place of the first recall level
     * @param stride places from one level to the next
     * @param scoreAt returns the score at a position of the curve
     */
    private void fillLevels(Curve curve, int first, int stride, IntToDoubleFunction scoreAt) {
        for (int r = 0; r < levels.length; r++) {
            int at = curve.reach(levels[r]);
            precision[first + r * stride] = at < 0 ? 0 : curve.precision();
            scores[first + r * stride] = at < 0 ? 0 : scoreAt.applyAsDouble(at);
        }
    }

    /** The detections of one category by descending score; equal scores are in the order of images and lists. */
    private static final class Ranked {
        private final int first;
        private final int[] byScore;
        /** Rank of each detection within its image. */
        private final int[] rank;

        Ranked(Matches matches, int firstGroup, int lastGroup) {
            first = matches.start[firstGroup];
            byScore = StableOrder.descending(Arrays.copyOfRange(matches.scores, first, matches.start[lastGroup]));
            rank = new int[byScore.length];
            for (int g = firstGroup; g < lastGroup; g++) {
                for (int d = matches.start[g]; d < matches.start[g + 1]; d++) {
                    rank[d - first] = d - matches.start[g];
                }
            }
        }

        /** Returns the highest ranked {@code limit} detections of each image. */
        int[] upTo(int limit) {
            int[] order = new int[byScore.length];
            int n = 0;
            for (int d : byScore) {
                if (rank[d] < limit) {
                    order[n++] = first + d;
                }
            }
            return Arrays.copyOf(order, n);
        }
    }

    /**
     * The envelope of a precision-recall curve, computed in the order of operations of numpy. Only correct detections have
     * entries: between two of them, precision falls and recall does not change.
     */
    private static final class Curve {
        private final int positives;
        private final int detections;
        /** Position of each correct detection. */
        private final int[] places;
        /** Largest precision at this or a later position. */
        private final double[] envelope;

        private final int right;
        /** Number of correct detections before the last requested recall level. */
        private int before;

        Curve(byte[] outcomes, int[] order, int positives) {
            this.positives = positives;
            detections = order.length;
            places = new int[Math.min(positives, detections)];
            envelope = new double[places.length];
            int found = 0;
            int wrong = 0;
            for (int i = 0; i < detections; i++) {
                byte outcome = outcomes[order[i]];
                if (outcome == Matches.TRUE_POSITIVE) {
                    places[found] = i;
                    found++;
                    envelope[found - 1] = found / ((double) wrong + (double) found + Math.ulp(1.0));
                } else if (outcome == Matches.FALSE_POSITIVE) {
                    wrong++;
                }
            }
            right = found;
            for (int i = right - 1; i > 0; i--) {
                envelope[i - 1] = Math.max(envelope[i - 1], envelope[i]);
            }
        }

        double recall() {
            return (double) right / positives;
        }

        /**
         * Returns the position of the detection that reaches a recall level, or -1. Levels must not decrease from call to call.
         */
        int reach(double level) {
            if (level <= 0 && detections > 0) {
                return 0;
            }
            while (before < right && (before + 1.0) / positives < level) {
                before++;
            }
            return before < right ? places[before] : -1;
        }

        /** Returns the precision at the position last reached. */
        double precision() {
            return before < right ? envelope[before] : 0;
        }
    }
}
