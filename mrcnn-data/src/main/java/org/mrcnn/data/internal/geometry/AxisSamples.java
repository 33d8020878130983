// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.util.Arrays;

/**
 * The samples along one axis of a map for the bins of an RoI: sample {@code s} lies between the cells {@code low[s]} and {@code
 * high[s]} (equal, or neighbours), at the fraction {@code weight[s]} of the distance; {@code low[s]} is -1 if the sample is
 * outside and counts as 0. The samples of bin {@code b} start at {@code b * perBin}.
 */
@SuppressWarnings("ArrayRecordComponent") // created and read within one call
record AxisSamples(int perBin, int[] low, int[] high, float[] weight) {
    private static final int ALIGNED_SAMPLES = 2;

    /** A sample beyond the edge by less than this fraction of the map is there due to float32 rounding. */
    private static final float RIM = 1e-6f;

    static AxisSamples of(float start, float end, int size, int bins, Sampling sampling) {
        return switch (sampling) {
            case CORNERS -> corners(start, end, size, bins, true);
            case CORNERS_UNCLAMPED -> corners(start, end, size, bins, false);
            case ALIGNED -> centred(start * size - 0.5f, end * size - 0.5f, size, bins, ALIGNED_SAMPLES);
            case ADAPTIVE -> {
                float length = (end - 0.5f) - (start - 0.5f);
                int samples = Math.max(1, (int) Math.ceil(length / bins));
                yield centred(start - 0.5f, end - 0.5f, size, bins, samples);
            }
            case UNSHIFTED -> centred(start, Math.max(end, start + 1), size, bins, ALIGNED_SAMPLES);
        };
    }

    /**
     * TensorFlow's crop_and_resize: every operation is in float32 and in the same order, because one bit can decide the last
     * row.
     */
    private static AxisSamples corners(float start, float end, int size, int bins, boolean clampRim) {
        AxisSamples samples = allocate(bins, 1);
        float last = size - 1;
        float step = bins > 1 ? (end - start) * last / (bins - 1) : 0f;
        for (int b = 0; b < bins; b++) {
            float at = bins > 1 ? start * last + b * step : (float) (0.5 * (start + end) * last);
            if (clampRim) {
                at = clampRim(at, last);
            }
            if (at >= 0 && at <= last) {
                samples.low[b] = (int) Math.floor(at);
                samples.high[b] = (int) Math.ceil(at);
                samples.weight[b] = at - samples.low[b];
            }
        }
        return samples;
    }

    private static float clampRim(float at, float last) {
        float rim = RIM * last;
        if (at > last && at <= last + rim) {
            return last;
        }
        return at < 0 && at >= -rim ? 0f : at;
    }

    /**
     * Centres of equal parts of each bin. Up to one cell outside the map, a sample reads the border cell; beyond, it reads 0.
     */
    private static AxisSamples centred(float first, float last, int size, int bins, int perBin) {
        AxisSamples samples = allocate(bins, perBin);
        float binSize = (last - first) / bins;
        for (int s = 0; s < samples.low.length; s++) {
            int bin = s / perBin;
            float at = first + bin * binSize + (s % perBin + 0.5f) * binSize / perBin;
            if (at >= -1 && at <= size) {
                float inside = Math.min(Math.max(at, 0f), size - 1);
                samples.low[s] = (int) inside;
                samples.high[s] = Math.min(samples.low[s] + 1, size - 1);
                samples.weight[s] = inside - samples.low[s];
            }
        }
        return samples;
    }

    private static AxisSamples allocate(int bins, int perBin) {
        int n = bins * perBin;
        int[] low = new int[n];
        Arrays.fill(low, -1);
        return new AxisSamples(perBin, low, new int[n], new float[n]);
    }
}
