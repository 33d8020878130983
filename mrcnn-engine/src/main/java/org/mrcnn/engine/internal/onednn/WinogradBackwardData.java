// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/** Computes the gradient of a convolution's input by Winograd's algorithm. */
final class WinogradBackwardData implements ConvolutionBackwardData {

    static final WinogradPass.Kind KIND = new WinogradPass.Kind(true, false, false);

    private final WinogradPass pass;

    WinogradBackwardData(WinogradPass pass) {
        this.pass = pass;
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
    public void run(Pointer yGradient, Pointer plainWeights, PackedWeights packed, Pointer xGradient) {
        pass.run(yGradient, new KernelWeights(plainWeights, packed), null, null, xGradient);
    }

    @Override
    public void close() {
        pass.close();
    }
}
