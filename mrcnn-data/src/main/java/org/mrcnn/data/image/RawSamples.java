// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The pixels of one page as its file has them.
 *
 * @param height rows
 * @param width columns
 * @param channels samples per pixel
 * @param type of each sample
 * @param values row-major, height x width x channels, in the buffer's byte order
 */
record RawSamples(int height, int width, int channels, SampleType type, ByteBuffer values) {

    /** The value of one channel of pixel i, counted row by row. */
    double at(int i, int channel) {
        return type.at(values, i * channels + channel);
    }

    int pixels() {
        return height * width;
    }

    /**
     * Two percentiles of a channel, linear between ranks; values that are no number do not count.
     *
     * @param percentiles two, 0 to 100
     * @return double[2]; two zeros for a channel without numbers
     */
    double[] percentiles(int channel, double... percentiles) {
        double[] sorted = new double[pixels()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = at(i, channel);
        }
        Arrays.sort(sorted); // NaN comes last
        int count = sorted.length;
        while (count > 0 && Double.isNaN(sorted[count - 1])) {
            count--;
        }
        double[] found = new double[percentiles.length];
        for (int k = 0; k < found.length && count > 0; k++) {
            double rank = percentiles[k] / 100 * (count - 1);
            int below = (int) rank;
            double low = sorted[below];
            double high = sorted[Math.min(below + 1, count - 1)];
            found[k] = low == high ? low : low + (high - low) * (rank - below);
        }
        return found;
    }
}
