// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import org.mrcnn.data.internal.image.PixelNormalization;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.data.internal.targets.RpnTargetSettings;

/**
 * How samples are converted to training arrays.
 *
 * @param resize resizing to the network size
 * @param normalization normalization of pixels
 * @param classes number of classes, including the background
 * @param maxGtInstances maximum number of objects per image; a random sample is taken if there are more, before RPN targets are
 *     computed
 * @param maskHeight rows of a mini mask, or 0 for masks of the whole image
 * @param maskWidth columns of a mini mask, or 0
 * @param padToMax whether batches always have maxGtInstances objects; otherwise as many as their image with the most objects
 * @param anchors anchors of the region proposal network
 * @param rpn targets of the region proposal network
 * @param augmenter changes samples before they are resized
 */
public record TrainingSettings(
        Resize resize,
        PixelNormalization normalization,
        int classes,
        int maxGtInstances,
        int maskHeight,
        int maskWidth,
        boolean padToMax,
        AnchorSettings anchors,
        RpnTargetSettings rpn,
        Augmenter augmenter) {

    /** Checks numbers. */
    public TrainingSettings {
        if (classes < 2 || maxGtInstances < 1) {
            throw new IllegalArgumentException("Training data: expected at least 2 classes (with background) and"
                    + " maxGtInstances of at least 1, found " + classes + " and " + maxGtInstances);
        }
        if (maskHeight < 0 || maskWidth < 0 || (maskHeight == 0) != (maskWidth == 0)) {
            throw new IllegalArgumentException(
                    "Training data: expected mask height and width both positive, or both 0 for" + " full masks, found "
                            + maskHeight + " and " + maskWidth);
        }
    }

    /** Returns whether masks are stored as mini masks, cropped to their boxes. */
    public boolean miniMasks() {
        return maskHeight > 0;
    }
}
