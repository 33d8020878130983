// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

class FoldBatchNormTest {

    private static final Offset<Float> ROUNDING = within(1e-5f);
    private static final List<String> NAMES = List.of("w", "b", "gamma", "beta", "mean", "variance");

    private static INDArray[] arrays(long seed, long[] weights) {
        long out = weights[weights.length - 1];
        INDArray[] arrays = new INDArray[6];
        arrays[0] = Graphs.randomArray(seed, weights);
        for (int i = 1; i < 6; i++) {
            arrays[i] = Graphs.randomArray(seed + i, out);
        }
        arrays[5].muli(arrays[5]).addi(0.1);
        return arrays;
    }

    /**
     * Returns a graph of loss = sum(W' * upstream) + sum(b' * upstream); the inputs named in {@code trainable} are variables.
     */
    private static SameDiff graph(INDArray[] arrays, String... trainable) {
        SameDiff sd = SameDiff.create();
        SDVariable[] in = new SDVariable[6];
        for (int i = 0; i < 6; i++) {
            String name = NAMES.get(i);
            in[i] = List.of(trainable).contains(name) ? sd.var(name, arrays[i].dup()) : sd.constant(name, arrays[i]);
        }
        NormWeights norm = new NormWeights(in[2], in[3], in[4], in[5], 1e-3);
        LayerWeights out = FoldBatchNorm.apply("fold", LayerWeights.of(in[0], in[1]), norm);
        SDVariable weights = out.kernel().mul(sd.constant("gw", Graphs.randomArray(70, arrays[0].shape())));
        SDVariable bias = out.bias().mul(sd.constant("gb", Graphs.randomArray(71, arrays[1].shape())));
        weights.sum().add(bias.sum()).rename("loss");
        return sd;
    }

    @Test
    void foldsHandWorkedValues() {
        FoldBatchNorm.Folded folded = FoldBatchNorm.fold(
                1,
                Graphs.array(new float[] {1, 2, 3, 4}, 1, 1, 2, 2),
                Graphs.array(new float[] {1, -1}, 2),
                Graphs.array(new float[] {4, 10}, 2),
                Graphs.array(new float[] {0.5f, 0}, 2),
                Graphs.array(new float[] {2, 3}, 2),
                Graphs.array(new float[] {3, 24}, 2));
        // scale = 4/sqrt(4), 10/sqrt(25)
        assertThat(Graphs.floats(folded.scale())).containsExactly(2, 2);
        assertThat(Graphs.floats(folded.bias())).containsExactly(-1.5f, -8);
    }

    @ParameterizedTest
    @CsvSource({"3, 3, 5, 7", "1, 1, 3, 1", "3, 3, 64, 64", "1, 1, 2, 5000", "7, 7, 3, 129"})
    void agreesWithTheFormula(int kh, int kw, int in, int out) {
        long[] shape = {kh, kw, in, out};
        INDArray[] a = arrays(out, shape);
        SameDiff sd = graph(a);
        float[][] v = new float[6][];
        for (int i = 0; i < 6; i++) {
            v[i] = Graphs.floats(a[i]);
        }
        float[] weights = Graphs.output(sd, "fold/weights");
        float[] bias = Graphs.output(sd, "fold/bias");
        for (int i = 0; i < weights.length; i++) {
            int o = i % out;
            double scale = v[2][o] / Math.sqrt(v[5][o] + 1e-3);
            assertThat(weights[i]).isCloseTo((float) (v[0][i] * scale), ROUNDING);
            assertThat(bias[o]).isCloseTo((float) ((v[1][o] - v[4][o]) * scale + v[3][o]), ROUNDING);
        }
        FoldBatchNorm.Folded folded = FoldBatchNorm.fold(1e-3, a);
        float[] scale = Graphs.floats(folded.scale());
        for (int i = 0; i < weights.length; i++) {
            assertThat(v[0][i] * scale[i % out]).isEqualTo(weights[i]);
        }
        assertThat(Graphs.floats(folded.bias())).containsExactly(bias);
    }

    @Test
    void gradientsAgreeWithDifferences() {
        SameDiff sd = graph(arrays(5, new long[] {2, 3, 4, 5}), "w", "b", "gamma", "beta");
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(8 + 3 * 5);
    }

    @Test
    void gradientOfGammaSumsManyRowsExactly() {
        // 3 * 3 * 700 rows of 2; the expected dot is the sum of w * gw in double.
        INDArray[] a = arrays(8, new long[] {3, 3, 700, 2});
        SameDiff sd = graph(a, "gamma");
        float[] w = Graphs.floats(a[0]);
        float[] gw = Graphs.floats(Graphs.randomArray(70, 3, 3, 700, 2));
        float[] gb = Graphs.floats(Graphs.randomArray(71, 2));
        float[] gradient = Graphs.gradient(sd, "loss", "gamma");
        for (int o = 0; o < 2; o++) {
            double dot = gb[o] * (a[1].getDouble(o) - a[4].getDouble(o));
            for (int i = o; i < w.length; i += 2) {
                dot += (double) w[i] * gw[i];
            }
            assertThat((double) gradient[o]).isCloseTo(dot / Math.sqrt(a[5].getDouble(o) + 1e-3), within(2e-4));
        }
    }

    @Test
    void onlyTrainableInputsGetGradients() {
        INDArray[] a = arrays(5, new long[] {2, 2, 3, 4});
        for (String one : List.of("w", "b", "gamma", "beta")) {
            try (OpResources shared = new OpResources();
                    GraphRunner runner = GraphRunner.forGradients(graph(a, one), "loss", List.of("loss"), shared)) {
                assertThat(runner.trainable()).containsExactly(one);
            }
            assertThat(GradientCheck.standard().check(graph(a, one), "loss", Map.of()))
                    .isPositive();
        }
    }

    @Test
    void refusesTrainableStatistics() {
        INDArray[] a = arrays(5, new long[] {2, 2, 3, 4});
        assertThatThrownBy(() -> graph(a, "gamma", "variance"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("variance, which is trainable");
    }

    @Test
    void namesTheInputOfTheWrongShape() {
        INDArray[] a = arrays(5, new long[] {2, 2, 3, 4});
        a[3] = Graphs.randomArray(1, 5);
        assertThatThrownBy(() -> FoldBatchNorm.fold(1e-3, a))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("beta: expected shape [4]")
                .hasMessageContaining("[2, 2, 3, 4]")
                .hasMessageContaining("[5]");
    }
}
