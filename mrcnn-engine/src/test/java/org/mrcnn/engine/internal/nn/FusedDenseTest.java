// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FusedDenseTest {

    @Test
    void multipliesAddsTheBiasAndTakesTheReLU() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}}));
        SDVariable w = sd.constant("w", Nd4j.createFromArray(new float[][] {{1, 0, -1}, {0, 1, -1}}));
        SDVariable b = sd.constant("b", Nd4j.createFromArray(10f, -3f, 4f));
        FusedDense.apply("y", true, Precision.F32, x, LayerWeights.of(w, b));
        assertThat(Graphs.output(sd, "y")).containsExactly(11f, 0f, 1f, 13f, 1f, 0f);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithTheDefinitionWhetherTheWeightsAreConstantOrNot(boolean constant) {
        SameDiff sd = SameDiff.create();
        INDArray x = TestArrays.random(1, 33, 70);
        INDArray w = TestArrays.random(2, 70, 81);
        INDArray b = TestArrays.random(3, 81);
        FusedDense.apply(
                "y",
                false,
                Precision.F32,
                sd.constant("x", x),
                LayerWeights.of(constant ? sd.constant("w", w) : sd.var("w", w), sd.constant("b", b)));
        float[] expected = new float[33 * 81];
        for (int i = 0; i < expected.length; i++) {
            double sum = b.getDouble(i % 81);
            for (int k = 0; k < 70; k++) {
                sum += x.getDouble(i / 81, k) * w.getDouble(k, i % 81);
            }
            expected[i] = (float) sum;
        }
        // Sums of 70 products below 1/4; float32 rounds each by 3e-8.
        assertThat(Graphs.output(sd, "y")).containsExactly(expected, within(5e-6f));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAgreeWithDifferences(boolean relu) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", TestArrays.random(1, 6, 5));
        SDVariable w = sd.var("w", TestArrays.random(2, 5, 4));
        // The results are far from the kink of the ReLU, where a finite difference is not the derivative.
        SDVariable b = sd.var("b", Nd4j.createFromArray(5f, -5f, 5f, -5f));
        SDVariable y = FusedDense.apply("y", relu, Precision.F32, x, LayerWeights.of(w, b));
        y.mul(sd.constant("c", TestArrays.random(3, 6, 4))).sum().rename("loss");
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(20);
    }

    @Test
    void aScaledKernelIsTheProduct() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}}));
        SDVariable w = sd.constant("w", Nd4j.createFromArray(new float[][] {{1, 0, -1}, {0, 1, -1}}));
        SDVariable scale = sd.constant("s", Nd4j.createFromArray(2f, 3f, -1f));
        SDVariable b = sd.constant("b", Nd4j.createFromArray(0f, 0f, 1f));
        FusedDense.apply("y", false, Precision.F32, x, new LayerWeights(w, b, scale))
                .sum()
                .rename("loss");
        assertThat(Graphs.output(sd, "y")).containsExactly(2f, 6f, 4f, 6f, 12f, 8f);
        assertThat(Graphs.gradient(sd, "loss", "x")).containsExactly(3f, 4f, 3f, 4f);
    }

    @Test
    void refusesMatricesThatDoNotFit() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", TestArrays.random(1, 2, 3));
        SDVariable w = sd.constant("w", TestArrays.random(2, 4, 5));
        FusedDense.apply("y", false, Precision.F32, x, LayerWeights.of(w, sd.constant("b", TestArrays.random(3, 5))));
        assertThatThrownBy(() -> Graphs.outputArray(sd, "y")).hasStackTraceContaining("found [2, 3] and [4, 5]");
    }
}
