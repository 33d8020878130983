// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

/**
 * Decides when Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016) computes a convolution: with a quarter of the
 * multiplications, in float. Its results differ from direct sums by 2e-6 of their magnitude, like sums in another order.
 */
final class Winograd {

    /** With fewer pixels, transforming the weights costs more than is saved. */
    private static final long FEWEST_PIXELS = 512;

    /** With fewer channels, transforming the pixels without AVX-512 costs more than is saved. */
    private static final int FEWEST_CHANNELS = 64;

    /** Number of channels per block in oneDNN's kernels. */
    private static final int CHANNEL_BLOCK = 16;

    private Winograd() {}

    /**
     * Returns whether the algorithm applies to the convolution, is available on this CPU, and is faster. Always false if the
     * system property {@code mrcnn.engine} is {@code direct}: comparisons to the last digits need direct sums.
     */
    static boolean suits(ConvolutionShape s) {
        return applies(s)
                && !"direct".equals(System.getProperty("mrcnn.engine"))
                && s.batch() * s.height() * s.width() >= FEWEST_PIXELS
                && (OneDnn.hasAvx512() || (OneDnn.hasAvx2() && Math.min(s.channels(), s.filters()) >= FEWEST_CHANNELS))
                && !(s.bf16() && OneDnn.hasAmx());
    }

    /** Returns whether the algorithm can compute the convolution. */
    static boolean applies(ConvolutionShape s) {
        return s.kernelHeight() == 3
                && s.kernelWidth() == 3
                && s.stride() == 1
                && s.padding() == 1
                && s.groups() == 1
                && s.channels() % CHANNEL_BLOCK == 0
                && s.filters() % CHANNEL_BLOCK == 0;
    }
}
