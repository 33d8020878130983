// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import org.mrcnn.losses.op.ScalarOp;

/** The arithmetic of softmax and cross entropy over rows of logits. */
public final class CrossEntropy {

    private CrossEntropy() {}

    /**
     * The loss; 0 for empty arrays.
     *
     * @param labels [n], each in 0..classes-1
     * @param logits [n * classes], row-major
     */
    public static double mean(int[] labels, float[] logits, int classes) {
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            sum += logSumExp(logits, row * classes, classes) - logits[row * classes + labels[row]];
        }
        return labels.length == 0 ? 0 : sum / labels.length;
    }

    /** Gradient with respect to the logits, times {@code upstream}. */
    public static float[] gradient(int[] labels, float[] logits, int classes, float upstream) {
        float[] gradient = new float[logits.length];
        double scale = (double) upstream / labels.length;
        for (int row = 0; row < labels.length; row++) {
            int from = row * classes;
            double logSum = logSumExp(logits, from, classes);
            for (int c = 0; c < classes; c++) {
                double probability = Math.exp(logits[from + c] - logSum);
                gradient[from + c] = ScalarOp.gradient(scale * (probability - (c == labels[row] ? 1 : 0)));
            }
        }
        return gradient;
    }

    /** Whether a row of scores [rows * classes] holds a NaN, which comparisons would overlook. */
    public static boolean hasNaN(float[] scores, int row, int classes) {
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(scores[row * classes + c])) {
                return true;
            }
        }
        return false;
    }

    /** log(sum(exp(logits))) of {@code classes} logits from index {@code from} on, which cannot overflow. */
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
