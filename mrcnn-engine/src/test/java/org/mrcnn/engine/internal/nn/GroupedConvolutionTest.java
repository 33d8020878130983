// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares grouped convolutions, forward and both gradients, with loops that follow the definition. */
class GroupedConvolutionTest {

    private static final int HEIGHT = 9;
    private static final int WIDTH = 8;
    private static final int BATCH = 2;

    /** Returns a graph of y = convolution of trainable x, w and b, and loss = sum(y * c). */
    private static SameDiff graph(Convolution c, int kernel, int channels, int filters) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", TestArrays.random(1, BATCH, HEIGHT, WIDTH, channels));
        SDVariable w = sd.var("w", TestArrays.random(2, kernel, kernel, channels / c.groups(), filters));
        SDVariable b = sd.var("b", TestArrays.random(3, filters));
        long h = (HEIGHT + 2L * c.padding() - kernel) / c.stride() + 1;
        long width = (WIDTH + 2L * c.padding() - kernel) / c.stride() + 1;
        SDVariable residual =
                c.residual() == Residual.NONE ? null : sd.var("r", TestArrays.random(4, BATCH, h, width, filters));
        FusedConvolution.apply("y", c, x, LayerWeights.of(w, b), residual)
                .mul(sd.constant("c", TestArrays.random(5, BATCH, h, width, filters)))
                .sum()
                .rename("loss");
        return sd;
    }

    /** Called for each product of the definition, with its indices in y, x and w. */
    private interface Product {
        void visit(int y, int x, int w);
    }

    private static void products(SameDiff sd, Convolution c, Product product) {
        long[] x = sd.getVariable("x").getArr().shape();
        long[] w = sd.getVariable("w").getArr().shape();
        long[] y = sd.getVariable("c").getArr().shape();
        int in = (int) w[2];
        int filtersOfGroup = (int) w[3] / c.groups();
        for (int at = 0; at < y[0] * y[1] * y[2] * y[3]; at++) {
            int o = (int) (at % y[3]);
            int column = (int) (at / y[3] % y[2]);
            int row = (int) (at / (y[3] * y[2]) % y[1]);
            int n = (int) (at / (y[3] * y[2] * y[1]));
            for (int k = 0; k < w[0] * w[1] * in; k++) {
                int channel = o / filtersOfGroup * in + k % in;
                long v = (long) row * c.stride() + k / in / w[1] - c.padding();
                long u = (long) column * c.stride() + k / in % w[1] - c.padding();
                if (v >= 0 && u >= 0 && v < x[1] && u < x[2]) {
                    int from = (int) (((n * x[1] + v) * x[2] + u) * x[3] + channel);
                    product.visit(at, from, (int) (k * w[3] + o));
                }
            }
        }
    }

    private static float[] naive(SameDiff sd, Convolution c) {
        float[] x = values(sd, "x");
        float[] w = values(sd, "w");
        float[] b = values(sd, "b");
        float[] r = c.residual() == Residual.NONE ? null : values(sd, "r");
        double[] sums = new double[values(sd, "c").length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = b[i % b.length] + (r == null ? 0 : r[i]);
        }
        products(sd, c, (to, from, weight) -> sums[to] += (double) x[from] * w[weight]);
        float[] y = new float[sums.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) (c.relu() ? Math.max(0, sums[i]) : sums[i]);
        }
        return y;
    }

    private static float[] values(SameDiff sd, String name) {
        return Graphs.floats(sd.getVariable(name).getArr());
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    /** Few channels per group, many, odd numbers, depthwise, more filters than channels, strides, pointwise. */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 1, 2, 4, 6",
        "3, 1, 1, 32, 128, 128",
        "3, 2, 1, 32, 128, 128",
        "3, 1, 1, 4, 64, 64",
        "3, 2, 1, 2, 32, 32",
        "3, 1, 1, 8, 8, 8",
        "3, 1, 1, 16, 16, 16",
        "3, 2, 1, 16, 16, 16",
        "5, 1, 2, 24, 24, 24",
        "7, 2, 3, 33, 33, 33",
        "3, 1, 1, 6, 6, 12",
        "3, 1, 1, 5, 15, 35",
        "1, 1, 0, 2, 6, 10",
        "1, 1, 0, 16, 16, 16",
        "1, 2, 0, 3, 9, 6",
        "1, 2, 0, 4, 16, 64",
        "1, 2, 0, 8, 8, 8",
        "1, 3, 0, 2, 32, 32",
        "3, 3, 0, 3, 9, 9"
    })
    void agreesWithTheDefinition(int kernel, int stride, int padding, int groups, int channels, int filters) {
        Convolution c =
                Convolution.plain().withStride(stride).withPadding(padding).withGroups(groups);
        SameDiff sd = graph(c, kernel, channels, filters);
        float[] x = values(sd, "x");
        float[] w = values(sd, "w");
        float[] upstream = values(sd, "c");
        double[] ofX = new double[x.length];
        double[] ofW = new double[w.length];
        double[] ofB = new double[filters];
        products(sd, c, (to, from, weight) -> {
            ofX[from] += (double) upstream[to] * w[weight];
            ofW[weight] += (double) upstream[to] * x[from];
        });
        for (int i = 0; i < upstream.length; i++) {
            ofB[i % filters] += upstream[i];
        }
        // Sums of at most 196 products of values below 1; float32 rounds each by 6e-8.
        assertThat(Graphs.output(sd, "y")).containsExactly(naive(sd, c), within(2e-5f));
        assertThat(Graphs.gradient(sd, "loss", "x")).containsExactly(floats(ofX), within(2e-5f));
        assertThat(Graphs.gradient(sd, "loss", "w")).containsExactly(floats(ofW), within(2e-5f));
        assertThat(Graphs.gradient(sd, "loss", "b")).containsExactly(floats(ofB), within(2e-5f));
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1, 4, 8, 8", "3, 1, 1, 16, 64, 64", "1, 1, 0, 2, 4, 6"})
    void addsAResidualAndTakesTheRelu(int kernel, int stride, int padding, int groups, int channels, int filters) {
        Convolution c = new Convolution(stride, padding, groups, true, Residual.SAME, Precision.F32);
        SameDiff sd = graph(c, kernel, channels, filters);
        assertThat(Graphs.output(sd, "y")).containsExactly(naive(sd, c), within(2e-5f));
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1, 2, 4, 4", "3, 2, 1, 3, 3, 6", "1, 2, 0, 2, 6, 4"})
    void gradientsAgreeWithDifferences(int kernel, int stride, int padding, int groups, int channels, int filters) {
        Convolution c =
                Convolution.plain().withStride(stride).withPadding(padding).withGroups(groups);
        int checked = GradientCheck.standard().check(graph(c, kernel, channels, filters), "loss", Map.of());
        assertThat(checked).isEqualTo(8 + 8 + Math.min(8, filters));
    }

    /** Weights that are packed once give the same result as weights that may change; so does a folded normalization. */
    @ParameterizedTest
    @CsvSource({"3, 1, 1, 4, 16, 32", "3, 1, 1, 16, 16, 16", "1, 2, 0, 2, 6, 4"})
    void foldedAndPackedWeightsAreTheProduct(
            int kernel, int stride, int padding, int groups, int channels, int filters) {
        Convolution c =
                Convolution.plain().withStride(stride).withPadding(padding).withGroups(groups);
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", TestArrays.random(1, BATCH, HEIGHT, WIDTH, channels));
        INDArray w = TestArrays.random(2, kernel, kernel, channels / groups, filters);
        INDArray[] vectors = new INDArray[5];
        for (int i = 0; i < 5; i++) {
            vectors[i] = TestArrays.random(3 + i, filters);
        }
        vectors[4].muli(vectors[4]).addi(0.1);
        FoldBatchNorm.Folded once =
                FoldBatchNorm.fold(1e-3, w, vectors[0], vectors[1], vectors[2], vectors[3], vectors[4]);
        SDVariable constant = sd.constant("w", w);
        LayerWeights packed =
                new LayerWeights(constant, sd.constant("fb", once.bias()), sd.constant("fs", once.scale()));
        FusedConvolution.apply("packed", c, x, packed, null);
        NormWeights norm = new NormWeights(
                sd.var("gamma", vectors[1]),
                sd.var("beta", vectors[2]),
                sd.constant("mean", vectors[3]),
                sd.constant("variance", vectors[4]),
                1e-3);
        LayerWeights folded =
                FoldBatchNorm.apply("fold", LayerWeights.of(sd.var("wv", w.dup()), sd.var("b", vectors[0])), norm);
        FusedConvolution.apply("y", c, x, folded, null).sum().rename("loss");
        assertThat(Graphs.output(sd, "packed")).containsExactly(Graphs.output(sd, "y"), within(1e-5f));
        // The loss is linear in each value: a wide step causes no error except the rounding of a sum of thousands of
        // terms.
        GradientCheck wide = new GradientCheck(0.25, 2e-2, 3e-3, 8, 1);
        assertThat(wide.check(sd, "loss", Map.of())).isEqualTo(8 + 3 * Math.min(8, filters));
    }

    /** bfloat16 keeps 8 bits of each factor. If the CPU does not support it, floats are used. */
    @ParameterizedTest
    @CsvSource({"3, 1, 1, 32, 128, 128", "3, 2, 1, 16, 16, 16", "3, 1, 1, 2, 6, 10", "1, 2, 0, 4, 16, 32"})
    void bfloat16IsNear(int kernel, int stride, int padding, int groups, int channels, int filters) {
        Convolution c =
                Convolution.plain().withStride(stride).withPadding(padding).withGroups(groups);
        SameDiff exact = graph(c, kernel, channels, filters);
        SameDiff near = graph(c.withPrecision(Precision.BF16), kernel, channels, filters);
        assertThat(Graphs.output(near, "y")).containsExactly(Graphs.output(exact, "y"), within(2e-2f));
        for (String name : List.of("x", "w", "b")) {
            assertThat(Graphs.gradient(near, "loss", name))
                    .containsExactly(Graphs.gradient(exact, "loss", name), within(5e-2f));
        }
    }

    /** SameDiff's own ops, which are used with backends without oneDNN, give the same results. */
    @ParameterizedTest
    @CsvSource({"3, 1, 1, 2, 4, 6", "3, 2, 1, 4, 4, 4", "1, 2, 0, 2, 6, 4"})
    void samediffsOwnOpsAgree(int kernel, int stride, int padding, int groups, int channels, int filters) {
        Convolution c = new Convolution(stride, padding, groups, true, Residual.SAME, Precision.F32);
        SameDiff expected = graph(c, kernel, channels, filters);
        String before = System.setProperty("mrcnn.engine", "samediff");
        SameDiff actual;
        try {
            actual = graph(c, kernel, channels, filters);
        } finally {
            if (before == null) {
                System.clearProperty("mrcnn.engine");
            } else {
                System.setProperty("mrcnn.engine", before);
            }
        }
        assertThat(actual.ops()).noneMatch(FusedConvolution.class::isInstance);
        assertThat(Graphs.output(actual, "y")).containsExactly(Graphs.output(expected, "y"), within(1e-5f));
        for (String name : List.of("x", "w", "b", "r")) {
            assertThat(Graphs.gradient(actual, "loss", name))
                    .containsExactly(Graphs.gradient(expected, "loss", name), within(1e-5f));
        }
    }

    @Test
    void aRunMayBeRepeatedWithTheSameBits() {
        Convolution c = Convolution.plain().withPadding(1).withGroups(32);
        SameDiff sd = graph(c, 3, 128, 128);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("y"), shared)) {
            float[] first;
            try (GraphRunner.Outputs out = runner.run(Map.of())) {
                first = Graphs.floats(out.gradient("w"));
            }
            for (int i = 0; i < 50; i++) {
                try (GraphRunner.Outputs out = runner.run(Map.of())) {
                    assertThat(Graphs.floats(out.gradient("w"))).containsExactly(first);
                }
            }
        }
    }

    @Test
    void refusesChannelsThatTheGroupsDoNotDivide() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", TestArrays.random(1, 1, 4, 4, 6));
        SDVariable b = sd.constant("b", TestArrays.random(3, 4));
        SDVariable w = sd.constant("w", TestArrays.random(2, 1, 1, 6, 4));
        FusedConvolution.apply("y", Convolution.plain().withGroups(2), x, LayerWeights.of(w, b), null);
        assertThatThrownBy(() -> Graphs.output(sd, "y"))
                .hasStackTraceContaining("a convolution of 2 groups: expected input")
                .hasStackTraceContaining("found [1, 4, 4, 6] and [1, 1, 6, 4]");
        assertThatThrownBy(() -> Convolution.plain().withGroups(0)).hasMessageContaining("groups >= 1");
    }
}
