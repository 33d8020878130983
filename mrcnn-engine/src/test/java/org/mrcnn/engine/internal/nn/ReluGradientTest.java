// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.GradientSum;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ReluGradientTest {

    private static SDVariable dense(SameDiff sd, String name, boolean relu, SDVariable x, int in, int out) {
        SDVariable w = sd.var(name + "/w", Graphs.randomArray(name.hashCode(), in, out));
        SDVariable b = sd.var(name + "/b", Graphs.randomArray(name.hashCode() + 1L, out));
        return FusedDense.apply(name, relu, Precision.F32, x, LayerWeights.of(w, b));
    }

    /**
     * Returns a graph with a hidden layer that several layers read; loss is the sum of their results, multiplied by constants.
     */
    private static SameDiff graph(int readers) {
        SameDiff sd = SameDiff.create();
        SDVariable hidden = dense(sd, "hidden", true, sd.constant("x", Graphs.randomArray(1, 5, 3)), 3, 4);
        SDVariable loss = sd.constant(0f);
        for (int i = 0; i < readers; i++) {
            SDVariable y = dense(sd, "y" + i, false, hidden, 4, 2);
            loss = loss.add(y.mul(sd.constant(Graphs.randomArray(20 + i, 5, 2))).sum());
        }
        loss.rename("loss");
        return sd;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void sumsTheGradientsOfAllReaders(int readers) {
        SameDiff sd = graph(readers);
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(8 + 4 + readers * (8 + 2));
        SameDiff gradients = sd.getFunction("grad");
        List<DifferentialFunction> relus = Arrays.stream(gradients.ops())
                .filter(op -> op.opName().equals("mrcnn_relu_gradient"))
                .toList();
        assertThat(relus).singleElement().satisfies(op -> assertThat(op.argNames())
                .hasSize(1 + readers));
    }

    @Test
    void keepsWhatBelongsToPositiveOutputsOfAnyLength() {
        int n = 5_000;
        float[] y = Graphs.random(3, n);
        for (int i = 0; i < n; i++) {
            y[i] = i % 7 == 0 ? -0f : Math.max(0, y[i]);
        }
        y[8] = Float.MIN_VALUE;
        float[] gradient = Graphs.random(4, n);
        SameDiff sd = SameDiff.create();
        SDVariable g = sd.placeHolder("g", DataType.FLOAT, n);
        assertThat(GradientSum.terms(g)).containsExactly(g);
        SDVariable out = ReluGradient.of(sd, sd.constant("y", Graphs.array(y, n)), g);
        INDArray given = Graphs.array(gradient.clone(), n);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of(out.name()), shared);
                GraphRunner.Outputs run = runner.run(Map.of("g", given))) {
            float[] found = Graphs.floats(run.get(out.name()));
            for (int i = 0; i < n; i++) {
                assertThat(found[i]).as("value " + i).isEqualTo(y[i] > 0 ? gradient[i] : 0);
            }
        }
        assertThat(Graphs.floats(given)).as("what was given").containsExactly(gradient);
    }
}
