// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.mrcnn.engine.OpRun;

/** The rows of logits (input 0 of an op) that a cross entropy is computed for, with their labels. */
public final class LabelledRows {

    private final Slices slices;
    private final int[] labels;
    private final int classes;

    private LabelledRows(Slices slices, int[] labels, int classes) {
        this.slices = slices;
        this.labels = labels;
        this.classes = classes;
    }

    /**
     * Selects some of the rows.
     *
     * @param labels [rows], the class of each row
     * @param chosen whether the row with this index is included
     * @throws IllegalArgumentException if the label of an included row is not in 0..classes-1
     */
    public static LabelledRows where(int[] labels, IntPredicate chosen, int classes) {
        int[] rows = IntStream.range(0, labels.length).filter(chosen).toArray();
        int[] compact = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int label = labels[rows[i]];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("expected class ids of 0 to " + (classes - 1)
                        + ", or -1 for a row without, found " + label + " in row " + rows[i]);
            }
            compact[i] = label;
        }
        return new LabelledRows(Slices.ofRows(rows, classes), compact, classes);
    }

    /** Returns the number of included rows. */
    public int count() {
        return labels.length;
    }

    /** Returns the sum of the weights of the rows' classes, the divisor of {@link #crossEntropy}. */
    public double weight(Emphasis emphasis) {
        return emphasis.sum(labels);
    }

    /** Computes the mean cross entropy of the rows; 0 if there are none. */
    public double crossEntropy(OpRun run, Emphasis emphasis) {
        return CrossEntropy.mean(labels, slices.read(run.floatBuffer(0)), classes, emphasis);
    }

    /** Writes the gradient of {@link #crossEntropy} with respect to all logits to output 0. */
    public void writeGradient(OpRun run, float upstream, Emphasis emphasis) {
        float[] logits = slices.read(run.floatBuffer(0));
        slices.write(CrossEntropy.gradient(labels, logits, classes, upstream, emphasis), run);
    }
}
