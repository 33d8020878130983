// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The other machines of a training run. Each makes every step on a part of its own of each batch, of at least one example, with the
 * same weights and settings; losses and gradients of all of them are those of the whole batch. All call the same methods in the
 * same order; who fails must make the calls of all others fail.
 */
public interface Peers {

    /** A run on one machine. */
    Peers NONE = new Peers() {
        @Override
        public void sum(double[] values) {}

        @Override
        public void sum(List<INDArray> arrays) {}
    };

    /**
     * Replaces each value by its sum over all machines, with the same bits on each. Called in the middle of a pass, from a thread of a
     * replica, and after it: a few numbers.
     */
    void sum(double[] values);

    /** Like the other method, for the gradients of all weights: FLOAT, row-major, in the same order. Called after a pass. */
    void sum(List<INDArray> arrays);
}
