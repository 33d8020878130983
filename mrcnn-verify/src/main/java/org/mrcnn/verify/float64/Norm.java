// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.Arrays;

/** The weights of a batch normalization, one value per channel. */
record Norm(Tensor gamma, Tensor beta, Tensor mean, Tensor variance) {
    private static final double EPSILON = 1e-3;

    double[] inverseDeviation() {
        return Arrays.stream(variance.values())
                .map(v -> 1 / Math.sqrt(v + EPSILON))
                .toArray();
    }
}
