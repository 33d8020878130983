// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

/**
 * The distribution of a weight's first values: normal, or one value everywhere where the deviation is 0.
 *
 * @param mean of the values
 * @param deviation standard deviation
 */
record Initial(double mean, double deviation) {

    static final Initial ZERO = new Initial(0, 0);
    static final Initial ONE = new Initial(1, 0);

    /** For the layers that score: the first losses are those of even odds. */
    static final Initial SMALL = new Initial(0, 0.01);

    /** For the layers that move boxes: the first boxes stay where they are. */
    static final Initial TINY = new Initial(0, 0.001);

    /** The last scale of a residual block, so that a deep network starts near the identity. */
    static final Initial BLOCK_END = new Initial(0.3, 0);

    Initial {
        if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation < 0) {
            throw new IllegalArgumentException(
                    "first values of a weight: expected a finite mean and a deviation of 0 or" + " more, found " + mean
                            + " and " + deviation);
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
