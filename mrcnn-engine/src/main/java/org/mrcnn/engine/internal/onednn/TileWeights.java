// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.Parallel;

/** Transforms the weights of a 3x3 convolution for Winograd's algorithm, and the gradient of transformed weights back. */
final class TileWeights {

    private static final int PLAIN = 9;
    private static final int VALUES = WinogradMatrix.VALUES;

    private TileWeights() {}

    /**
     * Transforms weights.
     *
     * @param plain weights [3, 3, channels, filters]
     * @param turned whether the kernels are turned by 180 degrees, as for the gradient of the input
     * @param transformed result [36, channels, filters]
     */
    static void transform(Pointer plain, ConvolutionShape s, boolean turned, Pointer transformed) {
        int channels = (int) s.channels();
        int n = (int) s.filters();
        FloatBuffer from = Floats.view(plain, 0, (long) PLAIN * channels * n);
        FloatBuffer to = Floats.view(transformed, 0, (long) VALUES * channels * n);
        Parallel.range(channels, (first, end) -> {
            TileTransform weights = new TileTransform(WinogradMatrix.WEIGHTS, n);
            for (int c = first; c < end; c++) {
                if (turned) {
                    weights.loadTurned(from, channels, c);
                } else {
                    weights.load(from, channels, c);
                }
                weights.run();
                weights.store(to, channels, c);
            }
        });
    }

    /**
     * Transforms a gradient back.
     *
     * @param transformed gradient of the transformed weights [36, channels, filters]
     * @param plain result [3, 3, channels, filters]
     */
    static void transformBack(Pointer transformed, ConvolutionShape s, Pointer plain) {
        int channels = (int) s.channels();
        int n = (int) s.filters();
        FloatBuffer from = Floats.view(transformed, 0, (long) VALUES * channels * n);
        FloatBuffer to = Floats.view(plain, 0, (long) PLAIN * channels * n);
        Parallel.range(channels, (first, end) -> {
            TileTransform gradient = new TileTransform(WinogradMatrix.WEIGHT_GRADIENT, n);
            for (int c = first; c < end; c++) {
                gradient.load(from, channels, c);
                gradient.run();
                gradient.store(to, channels, c);
            }
        });
    }
}
