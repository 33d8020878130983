// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NonFiniteTest {

    @Test
    void countsWhereverTheyAre() {
        float[] values = new float[10_000];
        Arrays.fill(values, -Float.MAX_VALUE);
        assertThat(NonFinite.count(Nd4j.createFromArray(values))).isZero();
        values[0] = Float.NaN;
        values[4095] = Float.POSITIVE_INFINITY;
        values[4096] = Float.NEGATIVE_INFINITY;
        values[9_999] = Float.NaN;
        INDArray array = Nd4j.createFromArray(values);
        assertThat(NonFinite.count(array)).isEqualTo(4);
        assertThat(NonFinite.count(array.reshape(100, 100).transpose())).isEqualTo(4);
        assertThat(NonFinite.count(array.castTo(DataType.DOUBLE))).isEqualTo(4);
    }

    /** The state of an optimizer consists of views as large as the weights: copies of them would need as much memory again. */
    @Test
    void viewsAreNotCopied() {
        INDArray second = Nd4j.createFromArray(new float[][] {{Float.NaN, 1}, {2, Float.NaN}})
                .getRow(1);
        INDArray withoutCopies = (INDArray) Proxy.newProxyInstance(
                INDArray.class.getClassLoader(), new Class<?>[] {INDArray.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isNotIn("dup", "castTo");
                    return method.invoke(second, arguments);
                });
        assertThat(NonFinite.count(withoutCopies)).isEqualTo(1);
    }

    @Test
    void otherTypesHaveNone() {
        assertThat(NonFinite.count(Nd4j.createFromArray(1, 2))).isZero();
        assertThat(NonFinite.count(Nd4j.empty(DataType.FLOAT))).isZero();
    }
}
