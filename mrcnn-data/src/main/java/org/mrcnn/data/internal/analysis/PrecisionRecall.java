// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.List;
import java.util.Optional;
import org.mrcnn.data.evaluation.EvaluationSettings;

/**
 * Precision and recall of one category at every counted detection, highest score first; equal scores are in the order of images
 * and file. Immutable.
 */
public final class PrecisionRecall {
    private final double[] scores;
    private final int[] right;
    private final int positives;

    private PrecisionRecall(double[] scores, int[] right, int positives) {
        this.scores = scores;
        this.right = right;
        this.positives = positives;
    }

    static PrecisionRecall of(List<Analysis.Verdict> ranked, int positives) {
        double[] scores = new double[ranked.size()];
        int[] right = new int[scores.length];
        int found = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = ranked.get(i).score();
            found += ranked.get(i).right() ? 1 : 0;
            right[i] = found;
        }
        return new PrecisionRecall(scores, right, positives);
    }

    /** Returns the number of counted detections. */
    public int detections() {
        return scores.length;
    }

    /** Returns the number of counted ground truths. */
    public int positives() {
        return positives;
    }

    /** Returns the scores in descending order. */
    public double[] scores() {
        return scores.clone();
    }

    /** Returns, for each detection, the fraction of correct detections among those up to it; not smoothed. */
    public double[] precision() {
        double[] precision = new double[scores.length];
        for (int i = 0; i < precision.length; i++) {
            precision[i] = (double) right[i] / (i + 1);
        }
        return precision;
    }

    /** Returns, for each detection, the fraction of the ground truth found up to it; NaN if there is no ground truth. */
    public double[] recall() {
        double[] recall = new double[scores.length];
        for (int i = 0; i < recall.length; i++) {
            recall[i] = positives == 0 ? Double.NaN : (double) right[i] / positives;
        }
        return recall;
    }

    /** Returns COCO's average precision, at the recalls 0, 0.01 .. 1; NaN without ground truth. */
    public double averagePrecision() {
        return positives == 0 ? Double.NaN : averagePrecisionOrZero();
    }

    /** Like {@link #averagePrecision}, but 0 without ground truth. */
    double averagePrecisionOrZero() {
        if (positives == 0) {
            return 0;
        }
        double[] envelope = envelope();
        double[] levels = EvaluationSettings.recallLevels();
        double sum = 0;
        int i = 0;
        for (double level : levels) {
            while (i < envelope.length && (double) right[i] / positives < level) {
                i++;
            }
            sum += i < envelope.length ? envelope[i] : 0;
        }
        return sum / levels.length;
    }

    private double[] envelope() {
        double[] envelope = precision();
        for (int i = envelope.length - 1; i > 0; i--) {
            envelope[i - 1] = Math.max(envelope[i - 1], envelope[i]);
        }
        return envelope;
    }

    /**
     * Returns the score threshold with the largest F measure, the highest among equals.
     *
     * @param beta weight of recall relative to precision; 1 for the harmonic mean of both
     * @return the threshold; empty if no detection is correct at any threshold
     * @throws IllegalArgumentException if beta is not above 0
     */
    public Optional<ScoreThreshold> best(double beta) {
        if (!(beta > 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("beta " + beta + ", expected a number above 0");
        }
        ScoreThreshold best = null;
        for (int i = 0; i < scores.length; i++) {
            if (i + 1 < scores.length && scores[i + 1] == scores[i]) {
                continue; // no threshold separates equal scores
            }
            ScoreThreshold here = new ScoreThreshold(scores[i], right[i], i + 1 - right[i], positives - right[i]);
            if (right[i] > 0 && (best == null || here.f(beta) > best.f(beta))) {
                best = here;
            }
        }
        return Optional.ofNullable(best);
    }
}
