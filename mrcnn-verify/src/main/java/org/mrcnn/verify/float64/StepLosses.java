// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.stream.IntStream;

/** The five losses. Each method returns the value, and adds the gradient of its input. */
final class StepLosses {
    private static final double CLIP = 1e-7;

    private final StepCase step;

    StepLosses(StepCase step) {
        this.step = step;
    }

    double rpnClass(Tensor logits) {
        int[] match = step.rpn().match();
        int[] rows = IntStream.range(0, match.length).filter(a -> match[a] != 0).toArray();
        double loss = 0;
        for (int a : rows) {
            loss += crossEntropy(logits, a, 2, match[a] == 1 ? 1 : 0, 1.0 / rows.length);
        }
        return loss;
    }

    double rpnBox(Tensor deltas) {
        int[] match = step.rpn().match();
        float[] targets = step.rpn().deltas();
        int anchors = match.length / step.images();
        long positives = IntStream.of(match).filter(m -> m == 1).count();
        double loss = 0;
        for (int n = 0; n < step.images(); n++) {
            int row = n * targets.length / 4 / step.images();
            for (int a = n * anchors; a < (n + 1) * anchors; a++) {
                if (match[a] == 1) {
                    loss += smoothL1(deltas, a * 4, targets, row++ * 4, 1.0 / (4 * positives));
                }
            }
        }
        return loss;
    }

    double classes(Tensor logits) {
        int[] ids = step.regions().classIds();
        int classes = logits.size(1);
        int[] rows = IntStream.range(0, ids.length)
                .filter(row -> step.faithful() || ids[row] >= 0)
                .filter(row -> active(row)[largest(logits, row, classes)] == 1)
                .toArray();
        double loss = 0;
        for (int row : rows) {
            loss += crossEntropy(logits, row, classes, Math.max(0, ids[row]), 1.0 / rows.length);
        }
        return loss;
    }

    private int[] active(int row) {
        return step.active()[step.faithful() ? 0 : row / step.regions().perImage(step.images())];
    }

    private static int largest(Tensor logits, int row, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = logits.values()[row * classes + c] > logits.values()[row * classes + best] ? c : best;
        }
        return best;
    }

    /** Computes the box loss; rows of {@code deltas} are those of the RoIs. */
    double boxes(Tensor deltas) {
        int[] positives = positives();
        int columns = deltas.size(1);
        double loss = 0;
        for (int row : positives) {
            int at = row * columns + 4 * step.regions().classIds()[row];
            loss += smoothL1(deltas, at, step.regions().deltas(), row * 4, 1.0 / (4 * positives.length));
        }
        return loss;
    }

    /** Computes the mask loss; rows of {@code logits} are those of the positive RoIs. */
    double masks(Tensor logits) {
        int[] positives = positives();
        int pixels = logits.size(1) * logits.size(2);
        int classes = logits.size(3);
        double share = 1.0 / ((double) positives.length * pixels);
        double loss = 0;
        for (int i = 0; i < positives.length; i++) {
            for (int p = 0; p < pixels; p++) {
                int at = (i * pixels + p) * classes + step.regions().classIds()[positives[i]];
                double target = step.regions().masks()[positives[i] * pixels + p];
                double probability = 1 / (1 + Math.exp(-logits.values()[at]));
                double clipped = Math.min(Math.max(probability, CLIP), 1 - CLIP);
                loss -= share * (target * Math.log(clipped) + (1 - target) * Math.log(1 - clipped));
                logits.gradient()[at] += clipped == probability ? share * (probability - target) : 0;
            }
        }
        return loss;
    }

    /** Returns the rows of the positive RoIs. */
    int[] positives() {
        int[] ids = step.regions().classIds();
        return IntStream.range(0, ids.length).filter(row -> ids[row] > 0).toArray();
    }

    private static double crossEntropy(Tensor logits, int row, int classes, int target, double share) {
        double sum = 0;
        double highest = logits.values()[row * classes + largest(logits, row, classes)];
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits.values()[row * classes + c] - highest);
        }
        for (int c = 0; c < classes; c++) {
            double probability = Math.exp(logits.values()[row * classes + c] - highest) / sum;
            logits.gradient()[row * classes + c] += share * (probability - (c == target ? 1 : 0));
        }
        return share * (Math.log(sum) + highest - logits.values()[row * classes + target]);
    }

    private static double smoothL1(Tensor predicted, int at, float[] targets, int row, double share) {
        double loss = 0;
        for (int k = 0; k < 4; k++) {
            double off = predicted.values()[at + k] - targets[row + k];
            boolean near = Math.abs(off) < 1;
            loss += share * (near ? 0.5 * off * off : Math.abs(off) - 0.5);
            predicted.gradient()[at + k] += share * (near ? off : Math.signum(off));
        }
        return loss;
    }
}
