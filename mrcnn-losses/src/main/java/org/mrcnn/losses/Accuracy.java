// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.CrossEntropy;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The fraction of labelled rows whose largest score is that of their label; 0 if no row is labelled, NaN if a score of a
 * labelled row is NaN.
 */
public final class Accuracy extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public Accuracy() {}

    private Accuracy(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the metric for rows of scores.
     *
     * @param labels integers [...], the class id of each row, -1 for a row that is not labelled
     * @param scores FLOAT [..., classes], logits or probabilities
     */
    public static Metric of(SDVariable labels, SDVariable scores) {
        requireInteger(labels);
        requireFloat(scores);
        return (sd, name) -> new Accuracy(sd, scores, labels).named(name);
    }

    /** Computes the metric for labels [n] and scores [n * classes]. */
    public static double of(int[] labels, float[] scores, int classes) {
        if (classes < 1 || scores.length != (long) labels.length * classes) {
            throw new IllegalArgumentException("expected scores of " + classes + " classes for each of " + labels.length
                    + " labels, found " + scores.length + " scores");
        }
        int labelled = 0;
        int right = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] != -1) {
                if (CrossEntropy.hasNaN(scores, row, classes)) {
                    return Double.NaN;
                }
                labelled++;
                right += best(scores, row, classes) == labels[row] ? 1 : 0;
            }
        }
        return labelled == 0 ? 0 : (double) right / labelled;
    }

    /** Returns the class with the largest score in a row of {@code scores} [rows * classes]; of equal scores, the first. */
    public static int best(float[] scores, int row, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (scores[row * classes + c] > scores[row * classes + best]) {
                best = c;
            }
        }
        return best;
    }

    @Override
    public String opName() {
        return "mrcnn_accuracy";
    }

    @Override
    protected double value(OpRun run) {
        int[] labels = run.ints(1);
        int classes = Math.toIntExact(run.input(0).size(-1));
        requireLabels(run, 0, 1);
        for (int row = 0; row < labels.length; row++) {
            require(
                    labels[row] >= -1 && labels[row] < classes,
                    "expected class ids of 0 to %s, or -1 for a row without, found %s in row %s",
                    classes - 1,
                    labels[row],
                    row);
        }
        return of(labels, run.floats(0), classes);
    }

    @Override
    protected boolean differentiable(int input) {
        return false;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        throw new IllegalStateException("a metric has no gradient");
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new Accuracy(sd, inputs);
    }
}
