// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.onednn.MatrixProduct;

/** Computes the column sums of a matrix, such as the gradient of a bias, as the product of a row of ones and the matrix. */
final class ColumnSums {

    private record OnesKey(long length) {}

    private ColumnSums() {}

    static void run(NativeArrays arrays, Pointer matrix, long rows, long columns, Pointer sums) {
        FloatPointer ones = arrays.run().recentResource(new OnesKey(rows), () -> ones(rows));
        arrays.kernel(
                        new MatrixProduct.Key(1, rows, columns, false, false, false, false, false, false),
                        MatrixProduct::new)
                .run(ones, matrix, null, null, sums);
    }

    private static FloatPointer ones(long length) {
        float[] values = new float[Math.toIntExact(length)];
        Arrays.fill(values, 1f);
        return new FloatPointer(values);
    }
}
