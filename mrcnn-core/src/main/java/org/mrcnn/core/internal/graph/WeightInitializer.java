// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Creates initial values of weights. Each tensor has its own random sequence, which seed and name determine, so that it does
 * not depend on changes elsewhere in the network.
 */
final class WeightInitializer {

    private final long seed;

    WeightInitializer(long seed) {
        this.seed = seed;
    }

    /** Returns a new array in the stored shape of the weight. */
    INDArray create(String name, Initial initial, long... shape) {
        long size = 1;
        for (long side : shape) {
            size *= side;
        }
        float[] values = new float[Math.toIntExact(size)];
        if (initial.deviation() == 0) {
            Arrays.fill(values, (float) initial.mean());
        } else {
            fillNormal(values, name, initial);
        }
        return NativeCopy.of(values, shape);
    }

    private void fillNormal(float[] values, String name, Initial initial) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        NormalSequence numbers = new NormalSequence(seed * 0x9E3779B97F4A7C15L + crc.getValue());
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (initial.mean() + numbers.next() * initial.deviation());
        }
    }
}
