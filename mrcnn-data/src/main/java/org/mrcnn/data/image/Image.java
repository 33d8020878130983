// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/**
 * An image of 8 bit samples. The pixels are shared, not copied: who makes an image no longer writes to its array.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels samples per pixel, at least 1; 3 means red, green, blue
 * @param pixels byte[height * width * channels], row-major HWC, each an unsigned value 0..255
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of every image would double the memory of a loader
public record Image(int height, int width, int channels, byte[] pixels) {

    /** Checks sizes. */
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

    /** A black image, height x width x channels. */
    public static Image black(int height, int width, int channels) {
        return new Image(
                height, width, channels, new byte[Math.multiplyExact(Math.multiplyExact(height, width), channels)]);
    }

    /**
     * The image for people to look at: of three channels itself; one channel as grey; of others the first three as red, green and
     * blue, a missing third as black.
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

    /** The sample 0..255 of row y, column x, channel c, each from 0; they are not checked to be within the image. */
    public int sample(int y, int x, int c) {
        return pixels[(y * width + x) * channels + c] & 0xff;
    }
}
