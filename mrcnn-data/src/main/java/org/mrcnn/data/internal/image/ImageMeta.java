// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import java.util.Arrays;
import org.mrcnn.data.image.Image;

/**
 * Metadata of an image that the network receives in addition to the pixels, in Matterport's order ({@code compose_image_meta}).
 *
 * @param imageId id within the data set; exact up to 2^24 in the array
 * @param originalShape int[3] height, width, channels before resizing
 * @param shape int[3] height, width, channels of the network input
 * @param window int[4] y1, x1, y2, x2 in pixels of the network input: the part without padding
 * @param scale scale from the original to the network input
 * @param activeClassIds int[classes] 1 if the data set of this image has the class, otherwise 0
 */
@SuppressWarnings("ArrayRecordComponent") // mirrors the arrays of the graph
public record ImageMeta(
        long imageId, int[] originalShape, int[] shape, int[] window, double scale, int[] activeClassIds) {

    private static final int ORIGINAL_SHAPE = 1;
    private static final int SHAPE = ORIGINAL_SHAPE + 3;

    /** Index in the array at which the window begins: y1, x1, y2, x2 in pixels of the network input. */
    public static final int WINDOW = SHAPE + 3;

    private static final int SCALE = WINDOW + 4;

    /** Index in the array at which the flags of the classes begin; they extend to its end. */
    public static final int ACTIVE_CLASSES = SCALE + 1;

    /** Checks lengths. */
    public ImageMeta {
        if (originalShape.length != 3 || shape.length != 3 || window.length != 4) {
            throw new IllegalArgumentException(
                    "Image meta: expected 3, 3 and 4 numbers for original shape, shape and window, found "
                            + originalShape.length + ", " + shape.length + " and " + window.length);
        }
    }

    /** Returns the metadata of a resized image; {@code classes} includes the background. */
    public static ImageMeta of(long imageId, Image original, ResizedImage resized, int[] activeClassIds) {
        Image image = resized.image();
        return new ImageMeta(
                imageId,
                new int[] {original.height(), original.width(), original.channels()},
                new int[] {image.height(), image.width(), image.channels()},
                resized.geometry().window(),
                resized.geometry().scale(),
                activeClassIds);
    }

    /** Returns the length of the array for a number of classes, including the background. */
    public static int length(int classes) {
        return ACTIVE_CLASSES + classes;
    }

    /** Returns the values for {@code input_image_meta}: float[12 + classes]. */
    public float[] toArray() {
        float[] meta = new float[length(activeClassIds.length)];
        meta[0] = imageId;
        put(originalShape, meta, ORIGINAL_SHAPE);
        put(shape, meta, SHAPE);
        put(window, meta, WINDOW);
        meta[SCALE] = (float) scale;
        put(activeClassIds, meta, ACTIVE_CLASSES);
        return meta;
    }

    private static void put(int[] part, float[] meta, int start) {
        for (int i = 0; i < part.length; i++) {
            meta[start + i] = part[i];
        }
    }

    /**
     * Returns the window of one image of a batch without parsing the other values.
     *
     * @param metas float[images * (12 + classes)], arrays as returned by {@link #toArray}
     * @param image index in the batch
     * @param length length of one array, 12 + classes
     * @return float[4] y1, x1, y2, x2 in pixels of the network input
     */
    public static float[] window(float[] metas, int image, int length) {
        int start = image * length + WINDOW;
        return Arrays.copyOfRange(metas, start, start + 4);
    }

    /** Returns the metadata of the same image in the top left corner of a larger network input. */
    public ImageMeta paddedTo(int height, int width) {
        int[] larger = {height, width, shape[2]};
        return new ImageMeta(imageId, originalShape, larger, window, scale, activeClassIds);
    }

    /** Parses an array written by {@link #toArray}. */
    public static ImageMeta parse(float[] meta) {
        if (meta.length < ACTIVE_CLASSES) {
            throw new IllegalArgumentException(
                    "Image meta: expected at least " + ACTIVE_CLASSES + " numbers, found " + meta.length);
        }
        int[] whole = new int[meta.length];
        for (int i = 0; i < meta.length; i++) {
            whole[i] = (int) meta[i];
        }
        return new ImageMeta(
                (long) meta[0],
                Arrays.copyOfRange(whole, ORIGINAL_SHAPE, SHAPE),
                Arrays.copyOfRange(whole, SHAPE, WINDOW),
                Arrays.copyOfRange(whole, WINDOW, SCALE),
                meta[SCALE],
                Arrays.copyOfRange(whole, ACTIVE_CLASSES, meta.length));
    }
}
