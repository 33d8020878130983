// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.losses;

import org.mrcnn.losses.Loss;
import org.nd4j.autodiff.samediff.SDVariable;

/** The losses of the heads. */
public interface HeadLosses {

    /**
     * Returns the class loss.
     *
     * @param classIds INT32 [N, T], 0 = background, negative = padding
     * @param logits FLOAT [N * T, C]
     * @param active INT32 [N, C], 1 if the image's data set has the class
     */
    Loss classes(SDVariable classIds, SDVariable logits, SDVariable active);

    /**
     * Returns the mask loss.
     *
     * @param targets FLOAT [M, h, w]
     * @param classIds INT32 [M], negative = padding
     * @param logits FLOAT [M, h, w], for each RoI's own class
     */
    Loss masks(SDVariable targets, SDVariable classIds, SDVariable logits);

    /** Returns whether the gradient of the box loss also reaches the region proposal network, through the targets. */
    boolean boxTargetsLearn();
}
