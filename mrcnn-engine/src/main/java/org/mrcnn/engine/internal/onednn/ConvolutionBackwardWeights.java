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
        return Winograd.suits(key.shape())
                ? new WinogradBackwardWeights(dnn, key.shape(), Winograd.PIECE_BYTES)
                : new DirectBackwardWeights(dnn, key);
    }

    /** Computes both gradients from the input and the gradient of the output. */
    void run(Pointer x, Pointer yGradient, Pointer weightGradient, Pointer biasGradient);

    @Override
    void close();
}
