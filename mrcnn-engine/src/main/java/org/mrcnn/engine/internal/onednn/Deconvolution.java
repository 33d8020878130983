// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Transposed 2x2 convolution of stride 2, bias and ReLU: a matrix product and a pixel shuffle. */
public final class Deconvolution implements AutoCloseable {

    /** The key under which a runner keeps its instance. Weights are [2, 2, out, in]. */
    public record Key(
            long batch,
            long height,
            long width,
            long in,
            long out,
            boolean constantWeights,
            boolean relu,
            boolean bf16) {}

    private final OneDnn dnn;
    private final Key key;
    private final MatrixProduct product;
    private final PixelShuffle shuffle;

    public Deconvolution(OneDnn dnn, Key key) {
        this.dnn = dnn;
        this.key = key;
        product = new MatrixProduct(
                dnn,
                new MatrixProduct.Key(
                        key.batch() * key.height() * key.width(),
                        key.in(),
                        4 * key.out(),
                        false,
                        true,
                        key.constantWeights(),
                        true,
                        key.relu(),
                        key.bf16()));
        shuffle = new PixelShuffle(dnn, new PixelShuffle.Key(key.batch(), key.height(), key.width(), key.out(), false));
    }

    /** Returns the key of constant weights in the layout of this kernel. */
    public PackedWeights.Key packedKey(String variable) {
        return product.packedKey(variable);
    }

    /** Packs constant weights for {@link #run}. */
    public PackedWeights pack(Pointer plainWeights) {
        return product.pack(plainWeights);
    }

    /** Computes y [batch, 2 height, 2 width, out]; {@code packed} may be null. */
    public void run(Pointer x, Pointer plainWeights, PackedWeights packed, Pointer bias, Pointer y) {
        long columns = 4 * key.out();
        long biasBytes = key.out() * Float.BYTES;
        Pointer biases = dnn.scratch(OneDnn.Scratch.BIAS, columns * Float.BYTES);
        BytePointer target = new BytePointer(biases);
        for (int i = 0; i < 4; i++) {
            Pointer.memcpy(target.position(i * biasBytes), bias, biasBytes);
        }
        Pointer rows = dnn.scratch(
                OneDnn.Scratch.DESTINATION, key.batch() * key.height() * key.width() * columns * Float.BYTES);
        product.run(x, plainWeights, packed, biases, rows);
        shuffle.run(rows, y);
    }

    @Override
    public void close() {
        product.close();
        shuffle.close();
    }
}
