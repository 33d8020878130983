// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.ssd;

import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.ssd.HardNegativeMining;
import org.mrcnn.losses.internal.ssd.SsdBoxLoss;
import org.mrcnn.losses.internal.ssd.SsdClassLoss;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The two losses of SSD (Liu et al. 2016, SSD: Single Shot MultiBox Detector, section 2.2), to be added to an {@link
 * org.mrcnn.losses.Objective} with the paper's weights 1 and alpha.
 *
 * <p>Labels are integers [N, boxes]: above 0 the class of a positive box, 0 background, -1 a box that does not enter.
 */
public final class SsdLosses {

    private SsdLosses() {}

    /**
     * The classes of the default boxes: the sum of the cross entropies of the positive boxes and of the background boxes with
     * the largest loss in the batch, three per positive box, divided by the number of positive boxes, at least 1.
     *
     * @param logits FLOAT [N, boxes, classes], background first
     */
    public static Loss classes(SDVariable labels, SDVariable logits) {
        return SsdClassLoss.of(HardNegativeMining.standard(), labels, logits);
    }

    /**
     * As {@link #classes(SDVariable, SDVariable)}, with another share of background boxes.
     *
     * @param negativesPerPositive background boxes per positive box of the batch
     * @param minNegatives background boxes at least, for batches of few or no positives
     */
    public static Loss classes(SDVariable labels, SDVariable logits, double negativesPerPositive, int minNegatives) {
        return SsdClassLoss.of(new HardNegativeMining(negativesPerPositive, minNegatives), labels, logits);
    }

    /**
     * The offsets of the default boxes: the sum of the smooth L1 losses of the four offsets of each positive box, divided by the
     * number of positive boxes; 0 without any.
     *
     * @param targets FLOAT [N, boxes, 4]
     * @param offsets FLOAT [N, boxes, 4], as predicted
     */
    public static Loss boxes(SDVariable labels, SDVariable targets, SDVariable offsets) {
        return SsdBoxLoss.of(labels, targets, offsets);
    }
}
