// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.util.Arrays;
import org.mrcnn.losses.op.ScalarOp;

/** The arithmetic of softmax and cross entropy over rows of logits. */
public final class CrossEntropy {

    private CrossEntropy() {}

    /** As the other method, with equal weights. */
    public static double mean(int[] labels, float[] logits, int classes) {
        return mean(labels, logits, classes, new double[0]);
    }

    /**
     * The loss; 0 for empty arrays.
     *
     * @param labels [n], each in 0..classes-1
     * @param logits [n * classes], row-major
     * @param weights of the classes: the mean over rows weighted by that of their label; none for equal weights
     */
    public static double mean(int[] labels, float[] logits, int classes, double... weights) {
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            double loss = logSumExp(logits, row * classes, classes) - logits[row * classes + labels[row]];
            sum += weight(weights, labels[row]) * loss;
        }
        return labels.length == 0 ? 0 : sum / sum(weights, labels);
    }

    private static double weight(double[] weights, int label) {
        return weights.length == 0 ? 1 : weights[label];
    }

    /** The weights of all rows, at least the smallest number: rows of classes without weight have the loss 0. */
    static double sum(double[] weights, int... labels) {
        double sum = 0;
        for (int label : labels) {
            sum += weight(weights, label);
        }
        return Math.max(sum, Double.MIN_NORMAL);
    }

    /** As the other method, with equal weights. */
    public static float[] gradient(int[] labels, float[] logits, int classes, float upstream) {
        return gradient(labels, logits, classes, upstream, new double[0]);
    }

    /** Gradient of {@link #mean} with respect to the logits, times {@code upstream}. */
    public static float[] gradient(int[] labels, float[] logits, int classes, float upstream, double... weights) {
        float[] gradient = new float[logits.length];
        double all = upstream / sum(weights, labels);
        for (int row = 0; row < labels.length; row++) {
            int from = row * classes;
            double scale = all * weight(weights, labels[row]);
            double logSum = logSumExp(logits, from, classes);
            for (int c = 0; c < classes; c++) {
                double probability = Math.exp(logits[from + c] - logSum);
                gradient[from + c] = ScalarOp.gradient(scale * (probability - (c == labels[row] ? 1 : 0)));
            }
        }
        return gradient;
    }

    /** Refuses weights that are negative or not finite, or all 0. */
    public static double[] requireWeights(double... weights) {
        boolean good = Arrays.stream(weights).allMatch(w -> w >= 0 && Double.isFinite(w));
        if (!good || (weights.length > 0 && Arrays.stream(weights).sum() == 0)) {
            throw new IllegalArgumentException(
                    "class weights: expected numbers of at least 0, not all 0, found " + Arrays.toString(weights));
        }
        return weights.clone();
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
