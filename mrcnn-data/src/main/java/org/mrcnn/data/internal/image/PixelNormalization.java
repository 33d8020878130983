// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import java.util.Arrays;
import org.mrcnn.data.image.Image;

/**
 * Converts 8-bit samples to network input: (sample - mean of its channel) * scale / std of its channel.
 *
 * @param mean float[channels] in 0..255, subtracted first
 * @param scale factor that is applied afterwards
 * @param std float[channels], by which the result is divided; empty for 1
 * @param zeroPadding whether padding is 0; otherwise it is normalized as black, as in Matterport
 */
@SuppressWarnings("ArrayRecordComponent") // copied on input and output
public record PixelNormalization(float[] mean, float scale, float[] std, boolean zeroPadding) {

    /** Checks the values and copies the arrays. */
    public PixelNormalization {
        mean = mean.clone();
        std = std.clone();
        if (mean.length == 0 || !(scale > 0) || (std.length > 0 && std.length != mean.length)) {
            throw new IllegalArgumentException(
                    "Pixel normalization needs a mean, and a std or none, for each channel and a positive scale, found "
                            + mean.length + " means, " + std.length + " stds and scale " + scale);
        }
    }

    /** Creates a normalization that normalizes padding as black, as in Matterport. */
    public PixelNormalization(float[] mean, float scale) {
        this(mean, scale, new float[0], false);
    }

    /** Returns Matterport's normalization: RGB mean 123.7, 116.8, 103.9, no scaling. */
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

    /** Returns the number of channels that images must have. */
    public int channels() {
        return mean.length;
    }

    /** Normalizes a resized image, from its fractions if it has them: float[outputHeight * outputWidth * channels], HWC. */
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

    /** Sets the part of an image outside the window, y1, x1, y2, x2, to 0; {@code size} is height and width of the image. */
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

    /** Normalizes an image: float[height * width * channels], HWC. */
    public float[] apply(Image image) {
        float[] result = new float[image.pixels().length];
        apply(image, result, 0, image.height(), image.width());
        return result;
    }

    /**
     * Writes an image to the top left corner of a larger one; the area below and to the right becomes normalized black.
     *
     * @param target array in which height * width * channels values are written, HWC
     * @param offset index of the first of them
     * @param height height of the larger image, at least that of the image
     * @param width width of the larger image, at least that of the image
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
     * Like {@link #apply(Image, float[], int, int, int)}, for an image that already has padding.
     *
     * @param size int[2], height and width of the larger image
     * @param window int[4], y1, x1, y2, x2: the part of the image that is not padding
     */
    public void apply(Image image, float[] target, int offset, int[] size, int[] window) {
        apply(image, target, offset, size[0], size[1]);
        if (zeroPadding) {
            clear(target, offset, size, window);
        }
    }

    /** Returns the result for each channel and value: float[channels * 256]. */
    private float[] table() {
        float[] table = new float[mean.length << Byte.SIZE];
        for (int i = 0; i < table.length; i++) {
            int c = i >> Byte.SIZE;
            table[i] = (float) (((double) (i & 0xff) - mean[c]) * scale / std(c));
        }
        return table;
    }
}
