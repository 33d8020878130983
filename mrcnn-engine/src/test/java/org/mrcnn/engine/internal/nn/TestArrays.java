// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Creates random arrays from a seed. */
final class TestArrays {

    private TestArrays() {}

    /** Returns an array of values in [-0.5, 0.5). */
    static INDArray random(long seed, long... shape) {
        long length = 1;
        for (long side : shape) {
            length *= side;
        }
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return Nd4j.createFromArray(values).reshape(shape);
    }
}
