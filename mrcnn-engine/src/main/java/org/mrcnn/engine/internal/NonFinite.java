// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Counts values that are NaN or infinite. */
public final class NonFinite {

    private static final int TILE = 4096;

    private NonFinite() {}

    /** Returns the number of values of a float or double array that are not finite; 0 for other types. */
    public static long count(INDArray array) {
        if (array.isEmpty() || !array.dataType().isFPType()) {
            return 0;
        }
        if (array.dataType() == DataType.FLOAT && NativeCopy.isContiguous(array)) {
            return count(NativeCopy.bytes(array).asFloatBuffer());
        }
        try (INDArray floats = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', array.shape())) {
            return count(NativeCopy.bytes(floats.assign(array)).asFloatBuffer());
        }
    }

    private static long count(FloatBuffer values) {
        float[] tile = new float[TILE];
        long count = 0;
        for (int at = 0; at < values.limit(); at += TILE) {
            int n = Math.min(TILE, values.limit() - at);
            values.get(at, tile, 0, n);
            count += areFinite(tile, n) ? 0 : count(tile, n);
        }
        return count;
    }

    /** Multiplies by zero, which gives zero except for values that are not finite. */
    private static boolean areFinite(float[] values, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i] * 0f;
        }
        return sum == 0;
    }

    private static long count(float[] values, int n) {
        long count = 0;
        for (int i = 0; i < n; i++) {
            count += Float.isFinite(values[i]) ? 0 : 1;
        }
        return count;
    }
}
