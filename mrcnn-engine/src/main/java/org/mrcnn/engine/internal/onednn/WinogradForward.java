// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** Computes a convolution by Winograd's algorithm. */
final class WinogradForward implements ConvolutionForward {

    private final WinogradPass pass;

    WinogradForward(WinogradPass pass) {
        this.pass = pass;
    }

    static WinogradPass.Kind kind(Key key) {
        return new WinogradPass.Kind(false, key.addend() == Addend.SAME, key.relu());
    }

    @Override
    public PackedWeights.Key packedKey(String variable) {
        return pass.packedKey(variable);
    }

    @Override
    public PackedWeights pack(Pointer plainWeights) {
        return pass.pack(plainWeights);
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
