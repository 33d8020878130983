package org.mrcnn.data.loader;

import java.util.List;

/**
 * Training arrays of one image; boxes in pixels of the resized image.
 *
 * @param imageName for messages
 * @param imageId id in the data set
 * @param height rows of the network input
 * @param width columns of the network input
 * @param image float[height * width * 3], normalised
 * @param meta float[12 + classes], see {@link org.mrcnn.data.image.ImageMeta}
 * @param rpnMatch int[anchors]: 1 positive, -1 negative, 0 not trained on
 * @param rpnBbox float[anchorsPerImage * 4], deltas of the positive anchors, then zeros
 * @param gtClassIds int[count], negative for crowds
 * @param gtBoxes float[count * 4], y1, x1, y2, x2, y2 and x2 exclusive
 * @param maskHeight rows of each mask
 * @param maskWidth columns of each mask
 * @param gtMasks count masks of byte[maskHeight * maskWidth], row-major, 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent") // large, made by one thread and read by one
public record TrainingItem(
        String imageName,
        long imageId,
        int height,
        int width,
        float[] image,
        float[] meta,
        int[] rpnMatch,
        float[] rpnBbox,
        int[] gtClassIds,
        float[] gtBoxes,
        int maskHeight,
        int maskWidth,
        List<byte[]> gtMasks) {

    /** How many objects there are. */
    public int count() {
        return gtClassIds.length;
    }
}
