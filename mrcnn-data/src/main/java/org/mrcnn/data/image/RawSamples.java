// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The pixels of one page as they are stored in the file.
 *
 * @param height number of rows
 * @param width number of columns
 * @param channels number of samples per pixel
 * @param type type of each sample
 * @param values row-major, height x width x channels, in the byte order of the buffer
 */
record RawSamples(int height, int width, int channels, SampleType type, ByteBuffer values) {

    /** Returns the value of a channel of pixel i, counted row by row. */
    double at(int i, int channel) {
        return type.at(values, i * channels + channel);
    }

    int pixels() {
        return height * width;
    }

    /**
     * Returns two percentiles of a channel, interpolated linearly between ranks; NaN values are ignored.
     *
     * @param percentiles two percentiles, 0 to 100
     * @return double[2]; two zeros for a channel without numbers
     */
    double[] percentiles(int channel, double... percentiles) {
        double[] sorted = new double[pixels()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = at(i, channel);
        }
        Arrays.sort(sorted); // NaN is last
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
