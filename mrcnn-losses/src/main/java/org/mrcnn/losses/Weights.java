// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.function.Predicate;

/** Predicates that select the variables of an L2 penalty by the last part of their names. */
public final class Weights {

    private Weights() {}

    /** Returns a predicate for the kernels of convolutions and dense layers, not their biases. */
    public static Predicate<String> kernels() {
        return name -> name.endsWith("kernel");
    }

    /**
     * Returns a predicate for all variables except gamma and beta of batch normalizations, that is, for kernels and biases, as
     * in Matterport's Mask_RCNN, model.py 2180.
     */
    public static Predicate<String> withoutBatchNorm() {
        return name -> !name.endsWith("gamma") && !name.endsWith("beta");
    }
}
