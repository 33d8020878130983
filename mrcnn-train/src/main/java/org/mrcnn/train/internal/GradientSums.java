// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weighted sums of gradients by name. Owns their memory, which is kept from step to step. */
final class GradientSums implements AutoCloseable {

    private final Map<String, INDArray> sums = new LinkedHashMap<>();

    /** Adds {@code factor * gradient}. */
    void add(String name, INDArray gradient, float factor) {
        INDArray sum =
                sums.computeIfAbsent(name, key -> Nd4j.createUninitializedDetached(DataType.FLOAT, gradient.shape())
                        .assign(0));
        WeightMath.blend(sum, 1, gradient, factor);
    }

    INDArray get(String name) {
        return sums.get(name);
    }

    /** Starts new sums. */
    void reset() {
        sums.values().forEach(sum -> sum.assign(0));
    }

    @Override
    public void close() {
        sums.values().forEach(INDArray::close);
        sums.clear();
    }
}
