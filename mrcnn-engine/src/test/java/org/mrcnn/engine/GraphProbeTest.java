// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GraphProbeTest {

    private static final INDArray GOOD = Nd4j.createFromArray(new float[][] {{1, 2}, {3, -1}});

    private final SameDiff sd = SameDiff.create();

    private Optional<String> first(INDArray x) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss"), shared)) {
            return runner.firstNonFinite(Map.of("x", x));
        }
    }

    private void graph(float weight) {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 2);
        SDVariable w = sd.var("dense/kernel", Nd4j.createFromArray(new float[][] {{weight, 1}, {1, 1}}));
        SDVariable y = x.mmul(w).rename("scores");
        new SquareOp(sd, y, 1).outputVariable().rename("squares");
        sd.math().sqrt(y).add(sd.getVariable("squares")).sum().rename("loss");
    }

    @Test
    void finiteStepsHaveNone() {
        graph(1);
        assertThat(first(GOOD)).isEmpty();
    }

    @Test
    void namesWhatTheGraphIsGiven() {
        graph(1);
        INDArray bad = GOOD.dup().putScalar(1, Float.NaN);
        assertThat(first(bad)).contains("placeholder x [2, 2] (1 of 4 values)");
        sd.getVariable("dense/kernel").getArr().putScalar(2, Float.POSITIVE_INFINITY);
        assertThat(first(GOOD)).contains("weight or constant dense/kernel [2, 2] (1 of 4 values)");
    }

    @Test
    void namesTheFirstOutputWithItsOpAndLayer() {
        graph(1e30f);
        assertThat(first(GOOD.mul(1e15)).orElseThrow())
                .contains("output scores [2, 2] (2 of 4 values) of op matmul in layer dense")
                .contains("[x, dense/kernel] are finite");
    }

    /** For example if a normalization is folded into the weights of a convolution. */
    @Test
    void namesTheLayerOfWeightsThatAreComputedFromWeights() {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 2);
        SDVariable below = x.mmul(sd.var("below/kernel", Nd4j.eye(2)));
        SDVariable kernel = sd.var("dense/kernel", Nd4j.valueArrayOf(new long[] {2, 2}, 1e30f, DataType.FLOAT));
        SDVariable folded = kernel.mul(sd.constant("dense_norm/gamma", Nd4j.scalar(2f)));
        below.mmul(folded).rename("scores").sum().rename("loss");
        assertThat(first(GOOD.mul(1e15)).orElseThrow())
                .contains("output scores [2, 2] (4 of 4 values) of op matmul in layer dense, whose");
    }

    @Test
    void namesTheOpAfterFiniteOnes() {
        graph(-5);
        assertThat(first(GOOD).orElseThrow()).contains("of op sqrt, whose inputs [scores] are finite");
    }
}
