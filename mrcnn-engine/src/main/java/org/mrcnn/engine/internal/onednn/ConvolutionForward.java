// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** y = relu(convolution(x, weights) + bias + residual). */
public interface ConvolutionForward extends AutoCloseable {

    /** The key under which the runner keeps the kernel. */
    record Key(ConvolutionShape shape, Addend addend, boolean relu) {}

    /** The kind of array that is added to the convolution before the ReLU. */
    enum Addend {
        NONE,
        /** An array of the output's shape. */
        SAME,
        /** An array with half the output's height and width; each of its pixels is added to 2x2 pixels of the output. */
        UPSAMPLED
    }

    /** Creates the fastest kernel for the key. */
    static ConvolutionForward create(OneDnn dnn, Key key) {
        return Winograd.suits(key.shape()) && key.addend() != Addend.UPSAMPLED
                ? new WinogradForward(WinogradPass.create(dnn, key.shape(), WinogradForward.kind(key)))
                : new DirectForward(dnn, key);
    }

    /** Returns the key of constant weights in the layout of this kernel. */
    PackedWeights.Key packedKey(String variable);

    /** Packs constant weights for {@link #run}. */
    PackedWeights pack(Pointer plainWeights);

    /**
     * Computes y.
     *
     * @param addend the residual; null if there is none
     */
    void run(Pointer x, KernelWeights weights, Pointer b, Pointer addend, Pointer y);

    @Override
    void close();
}
