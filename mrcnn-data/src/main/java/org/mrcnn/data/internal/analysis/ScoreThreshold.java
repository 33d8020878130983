// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

/**
 * How the detections from one score on fare.
 *
 * @param score the threshold; a detection with this very score is kept
 * @param truePositives right detections
 * @param falsePositives wrong ones
 * @param falseNegatives ground truth that is not found
 */
public record ScoreThreshold(double score, int truePositives, int falsePositives, int falseNegatives) {
    /** Share of right detections; NaN without any detection. */
    public double precision() {
        return (double) truePositives / (truePositives + falsePositives);
    }

    /** Share of the ground truth that is found; NaN without any. */
    public double recall() {
        return (double) truePositives / (truePositives + falseNegatives);
    }

    /**
     * The F measure, {@code (1 + beta^2) P R / (beta^2 P + R)}.
     *
     * @param beta weight of recall over precision
     */
    public double f(double beta) {
        double b = beta * beta;
        return (1 + b) * truePositives / ((1 + b) * truePositives + b * falseNegatives + falsePositives);
    }
}
