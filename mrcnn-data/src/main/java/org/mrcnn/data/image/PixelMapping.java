// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/**
 * Maps values to 0..255: {@code from} and below to 0, {@code to} and above to 255, linear and rounded between them. NaN becomes
 * 0.
 */
record PixelMapping(double from, double to) {

    private static final int BYTE_VALUES = 256;

    /** Returns the mapping for one channel of an image. */
    static PixelMapping of(RawSamples samples, int channel, PixelFormat format) {
        if (!format.percentiles().isEmpty()) {
            double[] limits = samples.percentiles(
                    channel, format.percentiles().get(0), format.percentiles().get(1));
            return new PixelMapping(limits[0], limits[1]);
        }
        return format.window().isEmpty()
                ? new PixelMapping(0, samples.type().highest())
                : new PixelMapping(format.window().get(0), format.window().get(1));
    }

    /** Returns the byte for a value. */
    byte map(double value) {
        if (value >= to) {
            return (byte) (value > from ? 255 : 0);
        }
        return value > from ? (byte) (int) Math.rint((value - from) / (to - from) * 255) : 0;
    }

    /**
     * One channel of an image.
     *
     * @param pixels height x width x {@code channels}
     */
    @SuppressWarnings("ArrayRecordComponent") // written to, never compared
    record Target(byte[] pixels, int channel, int channels) {}

    /**
     * Maps one channel.
     *
     * @param inverted whether the lowest value is white
     */
    void apply(RawSamples samples, int channel, boolean inverted, Target target) {
        byte[] to = target.pixels();
        int step = target.channels();
        byte flip = (byte) (inverted ? 255 : 0);
        int pixels = samples.pixels();
        if (samples.type() == SampleType.UINT8) {
            byte[] table = new byte[BYTE_VALUES];
            for (int value = 0; value < table.length; value++) {
                table[value] = (byte) (map(value) ^ flip);
            }
            for (int i = 0, out = target.channel(); i < pixels; i++, out += step) {
                to[out] = table[(int) samples.at(i, channel)];
            }
            return;
        }
        for (int i = 0, out = target.channel(); i < pixels; i++, out += step) {
            to[out] = (byte) (map(samples.at(i, channel)) ^ flip);
        }
    }
}
