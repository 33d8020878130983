// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.function.Predicate;

/** Which variables an L2 penalty is for, by the last part of their names. */
public final class Weights {

    private Weights() {}

    /** Kernels of convolutions and dense layers, without biases. */
    public static Predicate<String> kernels() {
        return name -> name.endsWith("kernel");
    }

    /** All but scale and shift of batch normalization: kernels and biases, as Matterport Mask_RCNN, model.py 2180. */
    public static Predicate<String> withoutBatchNorm() {
        return name -> !name.endsWith("gamma") && !name.endsWith("beta");
    }
}
