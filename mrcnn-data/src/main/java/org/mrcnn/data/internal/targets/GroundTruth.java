// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.Boxes;

/**
 * The objects of one image with which the second stage is trained, padded or not.
 *
 * @param classIds one per object: positive for a class, negative for a crowd, 0 for padding
 * @param boxes float[objects * 4], normalized
 * @param masks one per object
 */
@SuppressWarnings("ArrayRecordComponent") // bundles arguments, not kept
public record GroundTruth(int[] classIds, float[] boxes, MaskStack masks) {
    /** Checks that there is a box and a mask for each class id. */
    public GroundTruth {
        if (Boxes.count(boxes) != classIds.length || masks.count() != classIds.length) {
            throw new IllegalArgumentException("ground truth needs one box and one mask per class id: found "
                    + classIds.length + " class ids, " + Boxes.count(boxes) + " boxes and " + masks.count() + " masks");
        }
    }
}
