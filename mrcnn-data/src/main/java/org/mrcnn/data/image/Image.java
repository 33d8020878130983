// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/**
 * An image of 8-bit samples. The pixel array is shared, not copied, and must not be changed once the image is created.
 *
 * @param height height in pixels, 1 or more
 * @param width width in pixels, 1 or more
 * @param channels samples per pixel, 1 or more; 3 means red, green, blue
 * @param pixels byte[height * width * channels], row-major HWC, unsigned values 0 to 255
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of every image would double the memory of a loader
public record Image(int height, int width, int channels, byte[] pixels) {

    /** Checks the sizes. */
    public Image {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException("An image needs height, width and channels of at least 1, found "
                    + height + "x" + width + "x" + channels);
        }
        long expected = (long) height * width * channels;
        if (pixels.length != expected) {
            throw new IllegalArgumentException("An image of " + height + "x" + width + "x" + channels + " needs "
                    + expected + " samples, found an array of " + pixels.length);
        }
    }

    /** Creates a black image. */
    public static Image black(int height, int width, int channels) {
        return new Image(
                height, width, channels, new byte[Math.multiplyExact(Math.multiplyExact(height, width), channels)]);
    }

    /**
     * Returns the image as RGB for display: an image with three channels unchanged, one channel as grey, otherwise the first
     * three channels as red, green and blue; a missing third channel is 0.
     *
     * @return height x width x 3
     */
    public Image rgb() {
        if (channels == 3) {
            return this;
        }
        byte[] rgb = new byte[Math.multiplyExact(3, height * width)];
        for (int i = 0, in = 0; i < rgb.length; i += 3, in += channels) {
            for (int c = 0; c < 3; c++) {
                rgb[i + c] = channels == 1 ? pixels[in] : c < channels ? pixels[in + c] : 0;
            }
        }
        return new Image(height, width, 3, rgb);
    }

    /**
     * Returns the sample, 0 to 255, in row {@code y}, column {@code x} and channel {@code c}, each from 0. The indices are not
     * checked.
     */
    public int sample(int y, int x, int c) {
        return pixels[(y * width + x) * channels + c] & 0xff;
    }
}
