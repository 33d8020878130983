// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** The gradient of a convolution with respect to its input. */
public interface ConvolutionBackwardData extends AutoCloseable {

    /** What the runner keeps it under. */
    record Key(ConvolutionShape shape) {}

    /** The fastest kernel for it. */
    static ConvolutionBackwardData create(OneDnn dnn, Key key) {
        return Winograd.suits(key.shape())
                ? new WinogradBackwardData(dnn, key.shape(), Winograd.PIECE_BYTES)
                : new DirectBackwardData(dnn, key);
    }

    /** The name of constant weights in this kernel's layout. */
    PackedWeights.Key packedKey(String variable);

    /** Lays out constant weights for {@link #run}. */
    PackedWeights pack(Pointer plainWeights);

    /** Computes {@code xGradient} from the gradient of the output; {@code packed} may be null. */
    void run(Pointer yGradient, Pointer plainWeights, PackedWeights packed, Pointer xGradient);

    @Override
    void close();
}
