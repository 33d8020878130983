// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The other machines of a training run. Each machine makes every step on its own part of each batch, of at least one example,
 * with the same weights and settings. Together, their losses and gradients are those of the whole batch. All machines call the
 * same methods in the same order; if one fails, the calls of all others must fail.
 */
public interface Peers {

    /** For a run on a single machine. */
    Peers NONE = new Peers() {
        @Override
        public void sum(double[] values) {}

        @Override
        public void sum(List<INDArray> arrays) {}
    };

    /**
     * Replaces each value by its sum over all machines, with the same bits on each. For a few numbers; called during a pass,
     * from a thread of a replica, and after it.
     */
    void sum(double[] values);

    /**
     * Like {@link #sum(double[])}, for the gradients of all weights: FLOAT, row-major, in the same order. Called after a pass.
     */
    void sum(List<INDArray> arrays);
}
