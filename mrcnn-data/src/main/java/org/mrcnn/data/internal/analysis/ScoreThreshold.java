// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

/**
 * The quality of the detections from a score on.
 *
 * @param score the threshold; a detection with exactly this score is kept
 * @param truePositives number of correct detections
 * @param falsePositives number of wrong detections
 * @param falseNegatives number of ground truths that are not found
 */
public record ScoreThreshold(double score, int truePositives, int falsePositives, int falseNegatives) {
    /** Returns the fraction of correct detections; NaN without detections. */
    public double precision() {
        return (double) truePositives / (truePositives + falsePositives);
    }

    /** Returns the fraction of the ground truth that is found; NaN without ground truth. */
    public double recall() {
        return (double) truePositives / (truePositives + falseNegatives);
    }

    /**
     * Returns the F measure, {@code (1 + beta^2) P R / (beta^2 P + R)}.
     *
     * @param beta weight of recall relative to precision
     */
    public double f(double beta) {
        double b = beta * beta;
        return (1 + b) * truePositives / ((1 + b) * truePositives + b * falseNegatives + falsePositives);
    }
}
