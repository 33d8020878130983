// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** The gradient of a convolution with respect to its input. */
public interface ConvolutionBackwardData extends AutoCloseable {

    /** The key under which the runner keeps the kernel. */
    record Key(ConvolutionShape shape) {}

    /** Creates the fastest kernel for the key. */
    static ConvolutionBackwardData create(OneDnn dnn, Key key) {
        return Winograd.suits(key.shape())
                ? new WinogradBackwardData(WinogradPass.create(dnn, key.shape(), WinogradBackwardData.KIND))
                : new DirectBackwardData(dnn, key);
    }

    /** Returns the key of constant weights in the layout of this kernel. */
    PackedWeights.Key packedKey(String variable);

    /** Packs constant weights for {@link #run}. */
    PackedWeights pack(Pointer plainWeights);

    /** Computes {@code xGradient} from the gradient of the output; {@code packed} may be null. */
    void run(Pointer yGradient, Pointer plainWeights, PackedWeights packed, Pointer xGradient);

    @Override
    void close();
}
