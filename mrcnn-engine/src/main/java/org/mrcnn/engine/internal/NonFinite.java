// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts values that are NaN or infinite. */
public final class NonFinite {

    private NonFinite() {}

    /** How many values of a float or double array are not finite; 0 for other types. */
    public static long count(INDArray array) {
        if (array.isEmpty() || !array.dataType().isFPType()) {
            return 0;
        }
        INDArray floats = array.dataType() == DataType.FLOAT ? array : array.castTo(DataType.FLOAT);
        FloatBuffer values = NativeCopy.bytes(NativeCopy.isRowMajor(floats) ? floats : floats.dup('c'))
                .asFloatBuffer();
        long count = 0;
        for (int i = 0; i < values.limit(); i++) {
            count += Float.isFinite(values.get(i)) ? 0 : 1;
        }
        return count;
    }
}
