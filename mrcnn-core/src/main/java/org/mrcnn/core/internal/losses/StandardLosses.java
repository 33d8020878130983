// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.losses;

import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.maskrcnn.HeadClassLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadMaskLoss;
import org.nd4j.autodiff.samediff.SDVariable;

/** The losses of this project: all ignore padding, and targets are constants. */
public enum StandardLosses implements HeadLosses {
    /** The only instance. */
    LOSSES;

    @Override
    public Loss classes(SDVariable classIds, SDVariable logits, SDVariable active) {
        return HeadClassLoss.of(classIds, logits, active);
    }

    @Override
    public Loss masks(SDVariable targets, SDVariable classIds, SDVariable logits) {
        return HeadMaskLoss.of(targets, classIds, logits);
    }

    @Override
    public boolean boxTargetsLearn() {
        return false;
    }
}
