// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.matterport;

import java.util.Set;
import org.mrcnn.core.internal.losses.HeadLosses;
import org.mrcnn.core.internal.losses.StandardLosses;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.maskrcnn.HeadClassLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadMaskLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Losses as Matterport computes them, for comparisons: the class loss trains padding as background and uses the first image's
 * active classes for the whole batch; the mask loss clips probabilities; the box loss has a gradient with respect to its
 * targets.
 *
 * @param names names of these losses; the others are those of this project
 */
public record MatterportLosses(Set<String> names) implements HeadLosses {

    @Override
    public Loss classes(SDVariable classIds, SDVariable logits, SDVariable active) {
        if (!names.contains(NetworkNames.MRCNN_CLASS_LOSS)) {
            return StandardLosses.LOSSES.classes(classIds, logits, active);
        }
        SameDiff sd = classIds.getSameDiff();
        return HeadClassLoss.legacy(sd.math().max(classIds, sd.constant(0)), logits, active);
    }

    @Override
    public Loss masks(SDVariable targets, SDVariable classIds, SDVariable logits) {
        return names.contains(NetworkNames.MRCNN_MASK_LOSS)
                ? HeadMaskLoss.legacy(targets, classIds, logits)
                : StandardLosses.LOSSES.masks(targets, classIds, logits);
    }

    @Override
    public boolean boxTargetsLearn() {
        return names.contains(NetworkNames.MRCNN_BBOX_LOSS);
    }
}
