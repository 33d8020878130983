// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.Parallel;

/**
 * Doubles height and width by repeating pixels. Uses plain copies, because oneDNN's resampling uses non-temporal stores, which
 * crash on arrays that are not aligned to 64 bytes; arrays of a graph need not be.
 */
final class Upsampling {

    private Upsampling() {}

    /** Fills {@code large} [batch, height, width, channels] from an array with half its height and width. */
    static void doubled(Pointer small, Pointer large, long[] largeShape) {
        int lines = Math.toIntExact(largeShape[0] * largeShape[1] / 2);
        int width = (int) largeShape[2] / 2;
        int channels = (int) largeShape[3];
        FloatBuffer from = Floats.view(small, 0, (long) lines * width * channels);
        FloatBuffer to = Floats.view(large, 0, 4L * lines * width * channels);
        Parallel.range(lines, (first, last) -> {
            for (int line = first; line < last; line++) {
                doubleLine(from, to, line, width, channels);
            }
        });
    }

    private static void doubleLine(FloatBuffer from, FloatBuffer to, int line, int width, int channels) {
        int source = line * width * channels;
        int target = 4 * source;
        for (int x = 0; x < width; x++) {
            to.put(target + 2 * x * channels, from, source + x * channels, channels);
            to.put(target + (2 * x + 1) * channels, from, source + x * channels, channels);
        }
        to.put(target + 2 * width * channels, to, target, 2 * width * channels);
    }
}
