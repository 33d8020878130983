// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The values of several row-major FLOAT arrays as one sequence, in the memory of the arrays. */
final class FlatFloats {

    private final FloatBuffer[] parts;
    /** Index of the first value of each array; the last element is the number of all values. */
    private final int[] start;

    FlatFloats(List<INDArray> arrays) {
        parts = new FloatBuffer[arrays.size()];
        start = new int[parts.length + 1];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = NativeCopy.bytes(arrays.get(i)).asFloatBuffer();
            start[i + 1] = Math.addExact(start[i], parts[i].capacity());
        }
    }

    int length() {
        return start[parts.length];
    }

    /** Copies {@code n} values, starting at index {@code at}. */
    void get(int at, float[] values, int n) {
        forEach(at, n, (part, from, into, count) -> part.get(from, values, into, count));
    }

    /** Replaces {@code n} values, starting at index {@code at}. */
    void put(int at, float[] values, int n) {
        forEach(at, n, (part, from, into, count) -> part.put(from, values, into, count));
    }

    private interface Run {
        void of(FloatBuffer part, int from, int into, int count);
    }

    private void forEach(int at, int n, Run run) {
        int found = Arrays.binarySearch(start, at);
        int part = found < 0 ? -found - 2 : found;
        for (int done = 0; done < n; part++) {
            int count = Math.min(n - done, start[part + 1] - at - done);
            if (count > 0) {
                run.of(parts[part], at + done - start[part], done, count);
                done += count;
            }
        }
    }
}
