// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** Computes a convolution, or the gradient of its input, by Winograd's algorithm. */
interface WinogradPass extends AutoCloseable {

    /** What is computed: the input's gradient or the convolution itself, with or without a residual and a ReLU. */
    record Kind(boolean backward, boolean addsResidual, boolean relu) {}

    /** Creates the fastest kernels for this CPU. */
    static WinogradPass create(OneDnn dnn, ConvolutionShape shape, Kind kind) {
        return OneDnn.hasAvx512()
                ? new BlockedWinograd(dnn, shape, kind, BlockedWinograd.PIECE_BYTES)
                : new ProductWinograd(dnn, shape, kind, ProductWinograd.PIECE_BYTES);
    }

    /** Returns the key of constant weights in the layout of these kernels. */
    PackedWeights.Key packedKey(String variable);

    /** Packs constant weights for {@link #run}. */
    PackedWeights pack(Pointer plainWeights);

    /** Computes the destination; {@code bias} and {@code residual} may be null. */
    void run(Pointer from, KernelWeights weights, Pointer bias, Pointer residual, Pointer to);

    @Override
    void close();
}
