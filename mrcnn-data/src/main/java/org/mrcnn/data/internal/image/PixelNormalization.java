// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import org.mrcnn.data.image.Image;

/**
 * Turns 8 bit samples into network input: (sample - mean of its channel) * scale. Padding is normalized too, as in
 * Matterport.
 *
 * @param mean float[channels] in 0..255, subtracted first
 * @param scale factor afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record PixelNormalization(float[] mean, float scale) {

    /** Copies the mean and checks. */
    public PixelNormalization {
        mean = mean.clone();
        if (mean.length == 0 || !(scale > 0)) {
            throw new IllegalArgumentException(
                    "Pixel normalization needs a mean for each channel and a positive scale, found " + mean.length
                            + " means and scale " + scale);
        }
    }

    /** Matterport's: RGB mean 123.7, 116.8, 103.9, no scaling. */
    public static PixelNormalization matterport() {
        return new PixelNormalization(new float[] {123.7f, 116.8f, 103.9f}, 1);
    }

    @Override
    public float[] mean() {
        return mean.clone();
    }

    /** How many channels an image has that can be normalized. */
    public int channels() {
        return mean.length;
    }

    /** The image as float[height * width * channels], HWC. */
    public float[] apply(Image image) {
        float[] result = new float[image.pixels().length];
        apply(image, result, 0, image.height(), image.width());
        return result;
    }

    /**
     * Writes an image into the top left corner of a larger one; what is below and to the right becomes normalized black.
     *
     * @param target of which height * width * channels numbers are written, HWC
     * @param offset index of the first of them
     * @param height rows of the larger one, at least the image's
     * @param width columns, at least the image's
     */
    public void apply(Image image, float[] target, int offset, int height, int width) {
        int channels = image.channels();
        if (channels != mean.length) {
            throw new IllegalArgumentException(
                    "Pixel normalization has " + mean.length + " means, the image has " + channels + " channels");
        }
        if (height < image.height() || width < image.width()) {
            throw new IllegalArgumentException("An image of " + image.height() + "x" + image.width()
                    + " does not fit into one of " + height + "x" + width);
        }
        float[] table = table();
        byte[] pixels = image.pixels();
        int in = 0;
        int out = offset;
        for (int y = 0; y < height; y++) {
            int shown = y < image.height() ? image.width() : 0;
            for (int x = 0; x < shown; x++) {
                for (int c = 0; c < channels; c++) {
                    target[out++] = table[(c << Byte.SIZE) | (pixels[in++] & 0xff)];
                }
            }
            for (int x = shown; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    target[out++] = table[c << Byte.SIZE];
                }
            }
        }
    }

    /** The result for each channel and value: float[channels * 256]. */
    private float[] table() {
        float[] table = new float[mean.length << Byte.SIZE];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (((double) (i & 0xff) - mean[i >> Byte.SIZE]) * scale);
        }
        return table;
    }
}
