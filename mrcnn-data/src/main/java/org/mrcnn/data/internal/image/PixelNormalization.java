// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import java.util.Arrays;
import org.mrcnn.data.image.Image;

/**
 * Turns 8 bit samples into network input: (sample - mean of its channel) * scale / std of its channel.
 *
 * @param mean float[channels] in 0..255, subtracted first
 * @param scale factor afterwards
 * @param std float[channels], divides the result; empty for 1
 * @param zeroPadding whether padding is 0; else it is normalized as black, as in Matterport
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record PixelNormalization(float[] mean, float scale, float[] std, boolean zeroPadding) {

    /** Copies the mean and checks. */
    public PixelNormalization {
        mean = mean.clone();
        std = std.clone();
        if (mean.length == 0 || !(scale > 0) || (std.length > 0 && std.length != mean.length)) {
            throw new IllegalArgumentException(
                    "Pixel normalization needs a mean, and a std or none, for each channel and a positive scale, found "
                            + mean.length + " means, " + std.length + " stds and scale " + scale);
        }
    }

    /** A normalization as Matterport's, of padding too. */
    public PixelNormalization(float[] mean, float scale) {
        this(mean, scale, new float[0], false);
    }

    /** Matterport's: RGB mean 123.7, 116.8, 103.9, no scaling. */
    public static PixelNormalization matterport() {
        return new PixelNormalization(new float[] {123.7f, 116.8f, 103.9f}, 1);
    }

    @Override
    public float[] mean() {
        return mean.clone();
    }

    @Override
    public float[] std() {
        return std.clone();
    }

    /** How many channels an image has that can be normalized. */
    public int channels() {
        return mean.length;
    }

    /** A resized image, with its fractions where it has them, as float[outputHeight * outputWidth * channels], HWC. */
    public float[] apply(ResizedImage resized) {
        Image image = resized.image();
        if (resized.fractions() == null) {
            float[] result = apply(image);
            if (zeroPadding) {
                int[] window = resized.geometry().window();
                clear(result, 0, new int[] {image.height(), image.width()}, window);
            }
            return result;
        }
        requireChannels(image.channels());
        float[] result = new float[image.pixels().length];
        int row = resized.geometry().scaledWidth() * channels();
        for (int y = 0; y < resized.geometry().scaledHeight(); y++) {
            normalize(resized.fractions(), y * row, result, y * image.width() * channels(), row);
        }
        return result;
    }

    private void normalize(float[] from, int in, float[] to, int out, int count) {
        int channels = mean.length;
        for (int c = 0; c < channels; c++) {
            float factor = (float) (scale / std(c));
            for (int i = c; i < count; i += channels) {
                to[out + i] = (from[in + i] - mean[c]) * factor;
            }
        }
    }

    /** Sets what is outside of the window, y1, x1, y2, x2, of an image of that height and width to 0. */
    private void clear(float[] pixels, int offset, int[] size, int[] window) {
        int row = size[1] * channels();
        Arrays.fill(pixels, offset, offset + window[0] * row, 0f);
        Arrays.fill(pixels, offset + window[2] * row, offset + size[0] * row, 0f);
        for (int y = window[0]; y < window[2]; y++) {
            int start = offset + y * row;
            Arrays.fill(pixels, start, start + window[1] * channels(), 0f);
            Arrays.fill(pixels, start + window[3] * channels(), start + row, 0f);
        }
    }

    private double std(int channel) {
        return std.length == 0 ? 1 : std[channel];
    }

    private void requireChannels(int channels) {
        if (channels != mean.length) {
            throw new IllegalArgumentException(
                    "Pixel normalization has " + mean.length + " means, the image has " + channels + " channels");
        }
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
        requireChannels(channels);
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

    /**
     * As {@link #apply(Image, float[], int, int, int)}, for an image with padding of its own.
     *
     * @param size int[2], height and width of the larger one
     * @param window int[4], y1, x1, y2, x2: the part of the image that is no padding
     */
    public void apply(Image image, float[] target, int offset, int[] size, int[] window) {
        apply(image, target, offset, size[0], size[1]);
        if (zeroPadding) {
            clear(target, offset, size, window);
        }
    }

    /** The result for each channel and value: float[channels * 256]. */
    private float[] table() {
        float[] table = new float[mean.length << Byte.SIZE];
        for (int i = 0; i < table.length; i++) {
            int c = i >> Byte.SIZE;
            table[i] = (float) (((double) (i & 0xff) - mean[c]) * scale / std(c));
        }
        return table;
    }
}
