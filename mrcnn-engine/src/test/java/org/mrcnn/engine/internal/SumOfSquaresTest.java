// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SumOfSquaresTest {

    /** A square is rounded by at most 2^-24 of it, and so is each of the 63 sums of a lane. */
    private static final double ERROR = 64 * 0x1p-24;

    private static INDArray random(double scale, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextDouble(-1, 1));
        }
        return Nd4j.createFromArray(values).reshape(rows, columns);
    }

    private static double naive(INDArray array) {
        double sum = 0;
        for (double v : array.dup().data().asDouble()) {
            sum += v * v;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-20, 1e-6, 1, 1e6, 1e12, 1e20, 1e37})
    void addsUpSquaresOfAnySize(double scale) {
        INDArray array = random(scale, 7, 30_011);
        double expected = naive(array);
        assertThat(SumOfSquares.of(array)).isCloseTo(expected, within(ERROR * expected));
        assertThat(SumOfSquares.of(array.transpose())).isCloseTo(expected, within(ERROR * expected));
        assertThat(SumOfSquares.of(array)).isEqualTo(SumOfSquares.of(array.dup()));
    }

    @Test
    void aFewValues() {
        assertThat(SumOfSquares.of(Nd4j.createFromArray(3f, -4f))).isEqualTo(25);
        assertThat(SumOfSquares.of(Nd4j.scalar(2f))).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void isNotFiniteIfAValueIsNot(float value) {
        INDArray array = random(1, 3, 100_000);
        array.putScalar(123_456, value);
        assertThat(SumOfSquares.of(array)).isNotFinite();
    }
}
