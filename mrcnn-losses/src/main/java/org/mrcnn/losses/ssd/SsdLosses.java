// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.ssd;

import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.ssd.HardNegativeMining;
import org.mrcnn.losses.internal.ssd.SsdBoxLoss;
import org.mrcnn.losses.internal.ssd.SsdClassLoss;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The two losses of SSD (Liu et al. 2016, SSD: Single Shot MultiBox Detector, section 2.2). Add both to an {@link
 * org.mrcnn.losses.Objective}, with the paper's weights 1 and alpha.
 *
 * <p>Labels are integers [N, boxes]: the class id, above 0, of a positive box; 0 for background; -1 for a box that is left out.
 */
public final class SsdLosses {

    private SsdLosses() {}

    /**
     * Returns the loss of the classes of the default boxes: the sum of the cross entropies of the positive boxes and of those
     * background boxes with the largest losses in the batch, three per positive box, divided by the number of positive boxes,
     * at least 1.
     *
     * @param logits FLOAT [N, boxes, classes], background first
     */
    public static Loss classes(SDVariable labels, SDVariable logits) {
        return SsdClassLoss.of(HardNegativeMining.standard(), labels, logits);
    }

    /**
     * Like {@link #classes(SDVariable, SDVariable)}, with another number of background boxes.
     *
     * @param negativesPerPositive number of background boxes per positive box of the batch
     * @param minNegatives minimum number of background boxes, for batches with few or no positive boxes
     */
    public static Loss classes(SDVariable labels, SDVariable logits, double negativesPerPositive, int minNegatives) {
        return SsdClassLoss.of(new HardNegativeMining(negativesPerPositive, minNegatives), labels, logits);
    }

    /**
     * Returns the loss of the offsets of the default boxes: the sum of the smooth L1 losses of the four offsets of each
     * positive box, divided by the number of positive boxes; 0 if there are none.
     *
     * @param targets FLOAT [N, boxes, 4], the target offsets
     * @param offsets FLOAT [N, boxes, 4], the predicted offsets
     */
    public static Loss boxes(SDVariable labels, SDVariable targets, SDVariable offsets) {
        return SsdBoxLoss.of(labels, targets, offsets);
    }
}
