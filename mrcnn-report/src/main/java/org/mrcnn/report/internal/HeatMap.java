// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import org.mrcnn.data.image.Image;

/** Draws a grid of numbers as colours: from dark blue for low values over green to light yellow for high values. */
public final class HeatMap {
    private static final int[][] STOPS = {{20, 16, 60}, {34, 88, 148}, {32, 158, 132}, {150, 210, 70}, {255, 240, 160}};

    private HeatMap() {}

    /**
     * Draws values between two limits. Values beyond a limit have its colour, NaN that of the lower limit.
     *
     * @param values float[height * width], row-major
     */
    public static Image of(float[] values, int height, int width, float low, float high) {
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < height * width; i++) {
            double share = high > low ? (values[i] - low) / (high - low) : 0;
            double at = Math.max(0, Math.min(1, Double.isNaN(share) ? 0 : share)) * (STOPS.length - 1);
            int stop = (int) Math.min(STOPS.length - 2, at);
            for (int c = 0; c < 3; c++) {
                pixels[3 * i + c] =
                        (byte) Math.rint(STOPS[stop][c] + (at - stop) * (STOPS[stop + 1][c] - STOPS[stop][c]));
            }
        }
        return new Image(height, width, 3, pixels);
    }

    /** Draws values between their minimum and maximum. */
    public static Image of(float[] values, int height, int width) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, Float.isNaN(value) ? low : value);
            high = Math.max(high, Float.isNaN(value) ? high : value);
        }
        return of(values, height, width, low, high);
    }
}
