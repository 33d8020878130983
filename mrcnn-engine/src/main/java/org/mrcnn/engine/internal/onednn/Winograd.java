// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

/**
 * Where Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016) computes a convolution: with a quarter of the
 * multiplications, in float. Its results differ from the direct sum by 2e-6 of their size, as sums in another order do.
 */
final class Winograd {

    /** What the copies and the scratch memory of one piece may need; larger pieces are hardly faster. */
    static final long PIECE_BYTES = 32L << 20;

    /** Below so many pixels, transforming the weights costs more than is saved. */
    private static final long FEWEST_PIXELS = 512;

    /** oneDNN's kernels work on blocks of so many channels. */
    private static final int CHANNEL_BLOCK = 16;

    private Winograd() {}

    /**
     * Whether the algorithm applies to the convolution, is at hand on this CPU, and pays; never where the system property
     * {@code mrcnn.engine} is {@code direct}: comparisons to the last digits need direct sums.
     */
    static boolean suits(ConvolutionShape s) {
        return applies(s)
                && !"direct".equals(System.getProperty("mrcnn.engine"))
                && s.batch() * s.height() * s.width() >= FEWEST_PIXELS
                && OneDnn.hasAvx512()
                && !(s.bf16() && OneDnn.hasAmx());
    }

    /** Whether the algorithm can compute the convolution. */
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
