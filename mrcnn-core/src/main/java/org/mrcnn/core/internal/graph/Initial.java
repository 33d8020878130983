// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

/**
 * The distribution of a weight's initial values: normal, or the same value everywhere if the deviation is 0.
 *
 * @param mean mean of the values
 * @param deviation standard deviation of the values
 */
record Initial(double mean, double deviation) {

    static final Initial ZERO = new Initial(0, 0);
    static final Initial ONE = new Initial(1, 0);

    /** For layers that output logits: all classes start with nearly equal probabilities. */
    static final Initial SMALL = new Initial(0, 0.01);

    /** For layers that output deltas: boxes start nearly unchanged. */
    static final Initial TINY = new Initial(0, 0.001);

    /** For the last scale of a residual block, so that a deep network starts near the identity. */
    static final Initial BLOCK_END = new Initial(0.3, 0);

    Initial {
        if (!Float.isFinite((float) mean) || !Float.isFinite((float) deviation) || deviation < 0) {
            throw new IllegalArgumentException(
                    "first values of a weight: expected a mean and a deviation of 0 or more that are finite as floats,"
                            + " found " + mean + " and " + deviation);
        }
    }

    /** For layers before a ReLU (He et al. 2015, https://arxiv.org/abs/1502.01852). */
    static Initial he(long fanIn) {
        return new Initial(0, Math.sqrt(2.0 / fanIn));
    }

    /** Variance 1 / fan-in, for layers without a ReLU. */
    static Initial lecun(long fanIn) {
        return new Initial(0, Math.sqrt(1.0 / fanIn));
    }
}
