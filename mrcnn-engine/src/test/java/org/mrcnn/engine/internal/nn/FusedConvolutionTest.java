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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FusedConvolutionTest {

    private static final Convolution PLAIN = Convolution.plain();

    /** Returns a graph whose y is the convolution of trainable x, weights, bias and residual, and whose loss is sum(y * c). */
    private static SameDiff graph(Convolution c, long[] x, int kernel, int filters) {
        SameDiff sd = SameDiff.create();
        SDVariable input = sd.var("x", TestArrays.random(1, x));
        SDVariable weights = sd.var("w", TestArrays.random(2, kernel, kernel, x[3], filters));
        SDVariable bias = sd.var("b", TestArrays.random(3, filters));
        long h = (x[1] + 2L * c.padding() - kernel) / c.stride() + 1;
        long w = (x[2] + 2L * c.padding() - kernel) / c.stride() + 1;
        SDVariable residual =
                switch (c.residual()) {
                    case NONE -> null;
                    case SAME -> sd.var("r", TestArrays.random(4, x[0], h, w, filters));
                    case UPSAMPLED -> sd.var("r", TestArrays.random(4, x[0], h / 2, w / 2, filters));
                };
        SDVariable y = FusedConvolution.apply("y", c, input, LayerWeights.of(weights, bias), residual);
        y.mul(sd.constant("c", TestArrays.random(5, x[0], h, w, filters))).sum().rename("loss");
        return sd;
    }

    /** Computes the convolution with loops that follow the definition. */
    private static float[] naive(SameDiff sd, Convolution c) {
        INDArray x = sd.getVariable("x").getArr();
        INDArray w = sd.getVariable("w").getArr();
        INDArray b = sd.getVariable("b").getArr();
        INDArray r = c.residual() == Residual.NONE ? null : sd.getVariable("r").getArr();
        int k = (int) w.size(0);
        int h = (int) (x.size(1) + 2L * c.padding() - k) / c.stride() + 1;
        int width = (int) (x.size(2) + 2L * c.padding() - k) / c.stride() + 1;
        int filters = (int) w.size(3);
        float[] y = new float[(int) x.size(0) * h * width * filters];
        int at = 0;
        for (int n = 0; n < x.size(0); n++) {
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < width; j++) {
                    for (int o = 0; o < filters; o++) {
                        double sum = b.getDouble(o) + (r == null ? 0 : residual(r, c, n, i, j, o));
                        for (int u = 0; u < k; u++) {
                            for (int v = 0; v < k; v++) {
                                int row = i * c.stride() + u - c.padding();
                                int column = j * c.stride() + v - c.padding();
                                if (row < 0 || column < 0 || row >= x.size(1) || column >= x.size(2)) {
                                    continue;
                                }
                                for (int q = 0; q < x.size(3); q++) {
                                    sum += x.getDouble(n, row, column, q) * w.getDouble(u, v, q, o);
                                }
                            }
                        }
                        y[at++] = (float) (c.relu() ? Math.max(0, sum) : sum);
                    }
                }
            }
        }
        return y;
    }

    private static double residual(INDArray r, Convolution c, int n, int i, int j, int o) {
        int scale = c.residual() == Residual.SAME ? 1 : 2;
        return r.getDouble(n, i / scale, j / scale, o);
    }

    @Test
    void addsBiasAndResidualThenTakesTheReLU() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(1, 2, 2, 1));
        SDVariable w = sd.constant("w", Nd4j.createFromArray(2f).reshape(1, 1, 1, 1));
        SDVariable b = sd.constant("b", Nd4j.createFromArray(-5f));
        SDVariable r = sd.constant("r", Nd4j.createFromArray(10f, 0f, 0f, -10f).reshape(1, 2, 2, 1));
        FusedConvolution.apply("y", PLAIN.withRelu(true).withResidual(Residual.SAME), x, LayerWeights.of(w, b), r);
        // 2 x - 5 + r = 7, -1, 1, -7
        assertThat(Graphs.output(sd, "y")).containsExactly(7f, 0f, 1f, 0f);
    }

    @Test
    void repeatsEachPixelOfAnUpsampledResidual() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant(
                "x", Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f).reshape(1, 2, 4, 1));
        SDVariable w = sd.constant("w", Nd4j.createFromArray(1f).reshape(1, 1, 1, 1));
        SDVariable b = sd.constant("b", Nd4j.createFromArray(0f));
        SDVariable r = sd.constant("r", Nd4j.createFromArray(10f, 20f).reshape(1, 1, 2, 1));
        FusedConvolution.apply("y", PLAIN.withResidual(Residual.UPSAMPLED), x, LayerWeights.of(w, b), r);
        assertThat(Graphs.output(sd, "y")).containsExactly(11f, 12f, 23f, 24f, 15f, 16f, 27f, 28f);
    }

    @Test
    void padsWithZerosOnAllSides() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", Nd4j.ones(DataType.FLOAT, 1, 3, 3, 1));
        SDVariable w = sd.constant("w", Nd4j.ones(DataType.FLOAT, 3, 3, 1, 1));
        SDVariable b = sd.constant("b", Nd4j.createFromArray(0f));
        FusedConvolution.apply("y", PLAIN.withPadding(1), x, LayerWeights.of(w, b), null);
        assertThat(Graphs.output(sd, "y")).containsExactly(4f, 6f, 4f, 6f, 9f, 6f, 4f, 6f, 4f);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, false, NONE, 16, 32",
        "1, 1, 0, true, SAME, 16, 16",
        "1, 1, 0, false, UPSAMPLED, 16, 16",
        "1, 2, 0, true, NONE, 16, 16",
        "3, 1, 1, true, NONE, 16, 32",
        "3, 2, 1, false, SAME, 3, 5",
        "3, 1, 1, true, UPSAMPLED, 7, 16",
        "7, 2, 3, true, NONE, 3, 16"
    })
    void agreesWithTheDefinition(
            int kernel, int stride, int padding, boolean relu, Residual residual, int channels, int filters) {
        Convolution c = new Convolution(stride, padding, 1, relu, residual, Precision.F32);
        SameDiff sd = graph(c, new long[] {2, 8, 12, channels}, kernel, filters);
        // Sums of at most 147 products of values below 1; float32 rounds each by 6e-8.
        assertThat(Graphs.output(sd, "y")).containsExactly(naive(sd, c), within(2e-5f));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, false, NONE",
        "1, 1, 0, true, SAME",
        "1, 1, 0, false, UPSAMPLED",
        "1, 2, 0, true, NONE",
        "3, 1, 1, true, NONE",
        "3, 2, 1, false, SAME",
        "3, 1, 1, false, UPSAMPLED",
        "7, 2, 3, false, NONE"
    })
    void gradientsAgreeWithDifferences(int kernel, int stride, int padding, boolean relu, Residual residual) {
        Convolution c = new Convolution(stride, padding, 1, relu, residual, Precision.F32);
        SameDiff sd = graph(c, new long[] {2, 8, 8, 3}, kernel, 4);
        if (relu) {
            awayFromTheKink(
                    sd.getVariable(residual == Residual.SAME ? "r" : "b").getArr());
        }
        int checked = GradientCheck.standard().check(sd, "loss", Map.of());
        assertThat(checked).isEqualTo(residual == Residual.NONE ? 20 : 28);
    }

    /**
     * 1x1 kernels with a stride read only some of the pixels; oneDNN writes past the end of its memory if there are few
     * channels.
     */
    @ParameterizedTest
    @CsvSource({"3, 2", "4, 2", "5, 2", "6, 3", "16, 2"})
    void weightGradientsOfStridedPointwiseConvolutions(int channels, int stride) {
        SameDiff sd = graph(PLAIN.withStride(stride), new long[] {2, 9, 8, channels}, 1, 16);
        INDArray x = sd.getVariable("x").getArr();
        INDArray g = sd.getVariable("c").getArr();
        float[] expected = new float[channels * 16];
        for (int i = 0; i < expected.length; i++) {
            double sum = 0;
            for (int n = 0; n < 2; n++) {
                for (int row = 0; row < g.size(1); row++) {
                    for (int column = 0; column < g.size(2); column++) {
                        sum += x.getDouble(n, row * stride, column * stride, i / 16)
                                * g.getDouble(n, row, column, i % 16);
                    }
                }
            }
            expected[i] = (float) sum;
        }
        assertThat(Graphs.gradient(sd, "loss", "w")).containsExactly(expected, within(1e-5f));
    }

    /** Moves the results far from the kink of the ReLU, where a finite difference is not the derivative. */
    private static void awayFromTheKink(INDArray summand) {
        for (long i = 0; i < summand.length(); i++) {
            summand.putScalar(i, summand.getDouble(i) > 0 ? 5 : -5);
        }
    }

    @Test
    void gradientsThatNobodyNeedsAreNotComputed() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, 1, 4, 4, 2);
        SDVariable frozen = sd.constant("frozen", TestArrays.random(1, 1, 1, 2, 2));
        SDVariable w = sd.var("w", TestArrays.random(2, 1, 1, 2, 2));
        SDVariable b = sd.constant("b", TestArrays.random(3, 2));
        SDVariable h = FusedConvolution.apply("h", PLAIN, x, LayerWeights.of(frozen, b), null);
        FusedConvolution.apply("y", PLAIN, h, LayerWeights.of(w, b), null).sum().rename("loss");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss"), shared)) {
            assertThat(runner.trainable()).containsExactly("w");
            assertThat(sd.getFunction("grad").ops())
                    .noneMatch(op -> op.opName().equals("mrcnn_convolution_data_gradient"));
        }
    }

    /** In one graph the scale is multiplied into the weights when they are packed, in the other beforehand. */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 1, SAME, 16, 16, 24",
        "3, 1, 1, NONE, 16, 32, 8",
        "1, 2, 0, NONE, 5, 7, 8",
        "1, 1, 0, UPSAMPLED, 4, 6, 8"
    })
    void aScaledKernelIsTheProduct(
            int kernel, int stride, int padding, Residual residual, int channels, int filters, int side) {
        Convolution c = new Convolution(stride, padding, 1, true, residual, Precision.F32);
        INDArray w = TestArrays.random(2, kernel, kernel, channels, filters);
        INDArray scale = TestArrays.random(6, filters);
        long h = (side + 2L * padding - kernel) / stride + 1;
        float[] product = w.data().asFloat();
        for (int i = 0; i < product.length; i++) {
            product[i] *= scale.getFloat(i % filters);
        }
        SameDiff a = scaledGraph(c, side, h, w, scale);
        SameDiff b = scaledGraph(c, side, h, Nd4j.createFromArray(product).reshape(w.shape()), null);
        assertThat(Graphs.output(a, "y")).containsExactly(Graphs.output(b, "y"));
        assertThat(Graphs.gradient(a, "loss", "x")).containsExactly(Graphs.gradient(b, "loss", "x"));
    }

    private static SameDiff scaledGraph(
            Convolution c, int side, long resultSide, INDArray kernel, INDArray scaleOrNull) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", TestArrays.random(1, 1, side, side, kernel.size(2)));
        LayerWeights weights = new LayerWeights(
                sd.constant("w", kernel),
                sd.constant("b", TestArrays.random(3, kernel.size(3))),
                scaleOrNull == null ? null : sd.constant("scale", scaleOrNull));
        long residualSide = resultSide / Math.max(1, c.residual().scale());
        SDVariable residual = c.residual() == Residual.NONE
                ? null
                : sd.constant("r", TestArrays.random(4, 1, residualSide, residualSide, kernel.size(3)));
        FusedConvolution.apply("y", c, x, weights, residual).sum().rename("loss");
        return sd;
    }

    @Test
    void refusesToScaleWhatIsTrained() {
        SameDiff sd = SameDiff.create();
        SDVariable w = sd.var("w", TestArrays.random(2, 1, 1, 2, 2));
        SDVariable b = sd.constant("b", TestArrays.random(3, 2));
        assertThatThrownBy(() -> new LayerWeights(w, b, sd.constant("s", TestArrays.random(4, 2))))
                .hasMessageContaining("kernel w and its scale s must be constants");
    }

    @Test
    void refusesAMissingOrMisshapenResidual() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", TestArrays.random(1, 1, 4, 4, 2));
        SDVariable w = sd.constant("w", TestArrays.random(2, 1, 1, 2, 2));
        SDVariable b = sd.constant("b", TestArrays.random(3, 2));
        assertThatThrownBy(() ->
                        FusedConvolution.apply("a", PLAIN.withResidual(Residual.SAME), x, LayerWeights.of(w, b), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("convolution a has residual SAME but its array is missing");
        FusedConvolution.apply("y", PLAIN.withResidual(Residual.UPSAMPLED), x, LayerWeights.of(w, b), x);
        assertThatThrownBy(() -> Graphs.outputArray(sd, "y"))
                .hasStackTraceContaining(
                        "convolution y of shape [1, 4, 4, 2], of x with residual UPSAMPLED x: expected a"
                                + " residual array of shape [1, 2, 2, 2]");
    }
}
