// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.nio.FloatBuffer;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Changes whole weights in one pass over memory. Each value is computed independently, so threads do not affect the bits. */
public final class WeightMath {

    private static final int TILE = 4096;

    private WeightMath() {}

    /**
     * Sets {@code into = keep * into + take * other}.
     *
     * @param into row-major FLOAT array
     * @param other FLOAT array with the same number of values
     */
    public static void blend(INDArray into, float keep, INDArray other, float take) {
        INDArray rows = NativeCopy.isRowMajor(other) ? other : other.dup('c');
        FloatBuffer a = NativeCopy.bytes(into).asFloatBuffer();
        FloatBuffer b = NativeCopy.bytes(rows).asFloatBuffer();
        Parallel.tiles(Math.toIntExact(into.length()), TILE, () -> {
            float[] tileA = new float[TILE];
            float[] tileB = new float[TILE];
            return (at, n) -> {
                a.get(at, tileA, 0, n);
                b.get(at, tileB, 0, n);
                for (int i = 0; i < n; i++) {
                    tileA[i] = keep * tileA[i] + take * tileB[i];
                }
                a.put(at, tileA, 0, n);
            };
        });
        if (rows != other) {
            rows.close();
        }
    }

    /** Exchanges the values of two row-major FLOAT arrays of the same size. */
    public static void swap(INDArray one, INDArray two) {
        FloatBuffer a = NativeCopy.bytes(one).asFloatBuffer();
        FloatBuffer b = NativeCopy.bytes(two).asFloatBuffer();
        Parallel.tiles(Math.toIntExact(one.length()), TILE, () -> {
            float[] tileA = new float[TILE];
            float[] tileB = new float[TILE];
            return (at, n) -> {
                a.get(at, tileA, 0, n);
                b.get(at, tileB, 0, n);
                a.put(at, tileB, 0, n);
                b.put(at, tileA, 0, n);
            };
        });
    }
}
