// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** The gradients of a convolution with respect to its weights and bias. */
public interface ConvolutionBackwardWeights extends AutoCloseable {

    /** The key under which the runner keeps the kernel. */
    record Key(ConvolutionShape shape) {}

    /** Creates the fastest kernel for the key. */
    static ConvolutionBackwardWeights create(OneDnn dnn, Key key) {
        if (!Winograd.suits(key.shape())) {
            return new DirectBackwardWeights(dnn, key);
        }
        return OneDnn.hasAvx512()
                ? new BlockedWinogradWeights(dnn, key.shape(), BlockedWinograd.PIECE_BYTES)
                : new ProductWinogradWeights(dnn, key.shape(), ProductWinograd.PIECE_BYTES);
    }

    /** Computes both gradients from the input and the gradient of the output. */
    void run(Pointer x, Pointer yGradient, Pointer weightGradient, Pointer biasGradient);

    @Override
    void close();
}
