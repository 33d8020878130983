// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.List;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.ImageMeta;

/**
 * The training data of one image; boxes are in pixels of the resized image.
 *
 * @param imageName name of the image, for messages
 * @param image the resized image, not normalized yet
 * @param meta metadata that the network receives in addition to the pixels
 * @param rpnMatch int[anchors]: 1 positive, -1 negative, 0 not trained on
 * @param rpnBbox float[anchorsPerImage * 4], deltas of the positive anchors, padded with zeros
 * @param gtClassIds int[count], negative for crowds
 * @param gtBoxes float[count * 4], y1, x1, y2, x2, y2 and x2 exclusive
 * @param maskHeight number of rows of each mask
 * @param maskWidth number of columns of each mask
 * @param gtMasks count masks of byte[maskHeight * maskWidth], row-major, 0 or 1; mini masks show the box of the object
 */
@SuppressWarnings("ArrayRecordComponent") // large, created by one thread and read by one
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

    /** Returns the id in the data set. */
    public long imageId() {
        return meta.imageId();
    }

    /** Returns the height of the network input. */
    public int height() {
        return image.height();
    }

    /** Returns the width of the network input. */
    public int width() {
        return image.width();
    }

    /** Returns the number of objects. */
    public int count() {
        return gtClassIds.length;
    }
}
