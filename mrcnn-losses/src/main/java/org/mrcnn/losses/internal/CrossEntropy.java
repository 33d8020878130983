// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import org.mrcnn.losses.op.ScalarOp;

/** Softmax and cross entropy over rows of logits. */
public final class CrossEntropy {

    private CrossEntropy() {}

    /** Like the other method, with the same weight for all rows. */
    public static double mean(int[] labels, float[] logits, int classes) {
        return mean(labels, logits, classes, Emphasis.NONE);
    }

    /**
     * Computes the loss; 0 for empty arrays.
     *
     * @param labels [n], each in 0..classes-1
     * @param logits [n * classes], row-major
     * @param emphasis weights of the rows; the mean is weighted by the weight of each row's class
     */
    public static double mean(int[] labels, float[] logits, int classes, Emphasis emphasis) {
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            double surprise = logSumExp(logits, row * classes, classes) - logits[row * classes + labels[row]];
            sum += emphasis.weight(labels[row]) * emphasis.loss(surprise);
        }
        return labels.length == 0 ? 0 : sum / emphasis.sum(labels);
    }

    /** Like the other method, with the same weight for all rows. */
    public static float[] gradient(int[] labels, float[] logits, int classes, float upstream) {
        return gradient(labels, logits, classes, upstream, Emphasis.NONE);
    }

    /** Computes the gradient of {@link #mean} with respect to the logits, multiplied by {@code upstream}. */
    public static float[] gradient(int[] labels, float[] logits, int classes, float upstream, Emphasis emphasis) {
        float[] gradient = new float[logits.length];
        double all = upstream / emphasis.sum(labels);
        for (int row = 0; row < labels.length; row++) {
            int from = row * classes;
            double logSum = logSumExp(logits, from, classes);
            double scale = all * emphasis.weight(labels[row]) * emphasis.slope(logSum - logits[from + labels[row]]);
            for (int c = 0; c < classes; c++) {
                double probability = Math.exp(logits[from + c] - logSum);
                gradient[from + c] = ScalarOp.gradient(scale * (probability - (c == labels[row] ? 1 : 0)));
            }
        }
        return gradient;
    }

    /** Returns whether a row of scores [rows * classes] contains a NaN, which comparisons would not detect. */
    public static boolean hasNaN(float[] scores, int row, int classes) {
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(scores[row * classes + c])) {
                return true;
            }
        }
        return false;
    }

    /** Returns log(sum(exp(logits))) of {@code classes} logits starting at index {@code from}, computed without overflow. */
    public static double logSumExp(float[] logits, int from, int classes) {
        float max = logits[from];
        for (int c = 1; c < classes; c++) {
            max = Math.max(max, logits[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp((double) logits[from + c] - max);
        }
        return max + Math.log(sum);
    }
}
