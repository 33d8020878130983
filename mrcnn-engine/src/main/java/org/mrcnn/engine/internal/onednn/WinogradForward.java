// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** Computes a convolution by Winograd's algorithm. */
final class WinogradForward implements ConvolutionForward {

    private final WinogradPass pass;

    WinogradForward(OneDnn dnn, Key key, long pieceBytes) {
        pass = new WinogradPass(
                dnn, key.shape(), new WinogradPass.Kind(false, key.addend() == Addend.SAME, key.relu()), pieceBytes);
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
    public void run(Pointer x, KernelWeights weights, Pointer b, Pointer addend, Pointer y) {
        pass.run(x, weights, b, addend, y);
    }

    @Override
    public void close() {
        pass.close();
    }
}
