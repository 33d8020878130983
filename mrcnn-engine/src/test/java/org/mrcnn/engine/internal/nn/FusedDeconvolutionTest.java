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

class FusedDeconvolutionTest {

    @Test
    void makesTwoByTwoPixelsOfEach() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", Nd4j.createFromArray(1f, 2f).reshape(1, 1, 2, 1));
        SDVariable w = sd.constant("w", Nd4j.createFromArray(1f, 10f, 100f, -1f).reshape(2, 2, 1, 1));
        SDVariable b = sd.constant("b", Nd4j.createFromArray(0.5f));
        FusedDeconvolution.apply("y", true, Precision.F32, x, LayerWeights.of(w, b));
        assertThat(Graphs.output(sd, "y")).containsExactly(1.5f, 10.5f, 2.5f, 20.5f, 100.5f, 0f, 200.5f, 0f);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithTheDefinition(boolean constant) {
        SameDiff sd = SameDiff.create();
        INDArray x = TestArrays.random(1, 2, 3, 5, 16);
        INDArray w = TestArrays.random(2, 2, 2, 7, 16);
        INDArray b = TestArrays.random(3, 7);
        SDVariable weights = constant ? sd.constant("w", w) : sd.var("w", w);
        FusedDeconvolution.apply(
                "y", false, Precision.F32, sd.constant("x", x), LayerWeights.of(weights, sd.constant("b", b)));
        INDArray y = Graphs.outputArray(sd, "y");
        assertThat(y.shape()).containsExactly(2, 6, 10, 7);
        for (int at = 0; at < y.length(); at++) {
            int o = at % 7;
            int j = at / 7 % 10;
            int i = at / 70 % 6;
            int n = at / 420;
            double sum = b.getDouble(o);
            for (int k = 0; k < 16; k++) {
                sum += x.getDouble(n, i / 2, j / 2, k) * w.getDouble(i % 2, j % 2, o, k);
            }
            assertThat(y.getDouble(n, i, j, o)).isCloseTo(sum, within(2e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAgreeWithDifferences(boolean relu) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", TestArrays.random(1, 2, 3, 4, 3));
        SDVariable w = sd.var("w", TestArrays.random(2, 2, 2, 4, 3));
        // The results are far from the kink of the ReLU, where a finite difference is not the derivative.
        SDVariable b = sd.var("b", Nd4j.createFromArray(5f, -5f, 5f, -5f));
        SDVariable y = FusedDeconvolution.apply("y", relu, Precision.F32, x, LayerWeights.of(w, b));
        y.mul(sd.constant("c", TestArrays.random(3, 2, 6, 8, 4))).sum().rename("loss");
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(20);
    }

    @Test
    void refusesOtherKernels() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", TestArrays.random(1, 1, 2, 2, 3));
        SDVariable w = sd.constant("w", TestArrays.random(2, 3, 3, 4, 3));
        FusedDeconvolution.apply(
                "y", false, Precision.F32, x, LayerWeights.of(w, sd.constant("b", TestArrays.random(3, 4))));
        assertThatThrownBy(() -> Graphs.outputArray(sd, "y"))
                .hasStackTraceContaining("found [1, 2, 2, 3] and [3, 3, 4, 3]");
    }
}
