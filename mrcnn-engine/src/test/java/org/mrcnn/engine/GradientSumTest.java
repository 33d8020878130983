// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientSumTest {

    private static INDArray random(int seed, long... shape) {
        Random random = new Random(seed);
        INDArray array = Nd4j.create(shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2048", "4, 5001"})
    void addsUpTermByTerm(int terms, int length) {
        SameDiff sd = SameDiff.create();
        SDVariable[] inputs = new SDVariable[terms];
        INDArray expected = Nd4j.zeros(length);
        for (int t = 0; t < terms; t++) {
            INDArray value = random(t, length);
            inputs[t] = sd.constant("term" + t, value);
            expected.addi(value);
        }
        SDVariable sum = new GradientSum(sd, inputs[0], inputs[1]).outputVariable();
        for (int t = 2; t < terms; t++) {
            sum = ((GradientSum) sd.getVariableOutputOp(sum.name())).plus(inputs[t]);
        }
        assertThat(GradientSum.terms(sum)).containsExactly(inputs);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of(sum.name()), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            assertThat(out.get(sum.name()).data().asFloat())
                    .containsExactly(expected.data().asFloat());
        }
    }

    @Test
    void refusesTermsOfDifferentShapes() {
        SameDiff sd = SameDiff.create();
        SDVariable sum = new GradientSum(sd, sd.constant("a", random(1, 2, 3)), sd.constant("b", random(2, 3, 2)))
                .outputVariable();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of(sum.name()), shared)) {
            assertThatThrownBy(() -> runner.run(Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("different shapes: [2, 3] and [3, 2] of b");
        }
    }
}
