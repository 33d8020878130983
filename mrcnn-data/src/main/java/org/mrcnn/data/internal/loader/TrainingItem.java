// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.List;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.ImageMeta;

/**
 * What one image trains; boxes in pixels of the resized image.
 *
 * @param imageName for messages
 * @param image the resized image, not normalized yet
 * @param meta metadata of the image that the network receives beside the pixels
 * @param rpnMatch int[anchors]: 1 positive, -1 negative, 0 not trained on
 * @param rpnBbox float[anchorsPerImage * 4], deltas of the positive anchors, then zeros
 * @param gtClassIds int[count], negative for crowds
 * @param gtBoxes float[count * 4], y1, x1, y2, x2, y2 and x2 exclusive
 * @param maskHeight rows of each mask
 * @param maskWidth columns of each mask
 * @param gtMasks count masks of byte[maskHeight * maskWidth], row-major, 0 or 1: each in its box where they are mini masks
 */
@SuppressWarnings("ArrayRecordComponent") // large, made by one thread and read by one
public record TrainingItem(
        String imageName,
        Image image,
        ImageMeta meta,
        int[] rpnMatch,
        float[] rpnBbox,
        int[] gtClassIds,
        float[] gtBoxes,
        int maskHeight,
        int maskWidth,
        List<byte[]> gtMasks) {

    /** Id in the data set. */
    public long imageId() {
        return meta.imageId();
    }

    /** Rows of the network input. */
    public int height() {
        return image.height();
    }

    /** Columns of the network input. */
    public int width() {
        return image.width();
    }

    /** How many objects there are. */
    public int count() {
        return gtClassIds.length;
    }
}
