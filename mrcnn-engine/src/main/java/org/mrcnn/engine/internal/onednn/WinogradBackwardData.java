// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** Computes the gradient of a convolution's input by Winograd's algorithm. */
final class WinogradBackwardData implements ConvolutionBackwardData {

    private final WinogradPass pass;

    WinogradBackwardData(OneDnn dnn, ConvolutionShape shape, long pieceBytes) {
        pass = new WinogradPass(dnn, shape, new WinogradPass.Kind(true, false, false), pieceBytes);
    }

    @Override
    public PackedWeights.Key packedKey(String variable) {
        return pass.weights().key(variable);
    }

    @Override
    public PackedWeights pack(Pointer plainWeights) {
        return pass.weights().pack(plainWeights);
    }

    @Override
    public void run(Pointer yGradient, Pointer plainWeights, PackedWeights packed, Pointer xGradient) {
        pass.run(yGradient, new KernelWeights(plainWeights, packed), null, null, xGradient);
    }

    @Override
    public void close() {
        pass.close();
    }
}
