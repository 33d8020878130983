// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares results for gradients that are zero except at a few pixels with the definition of a convolution's gradients. */
class SparseGradientTest {

    private static final int BATCH = 2;
    private static final int HEIGHT = 17;
    private static final int WIDTH = 19;
    private static final int IN = 3;
    private static final int OUT = 5;

    /** With stride 1, a sixteenth of the 646 pixels is 40; a block of the matrices has 64 rows. */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 1, 40",
        "3, 1, 1, 1",
        "3, 1, 1, 0",
        "3, 1, 1, 41",
        "1, 1, 0, 17",
        "3, 2, 1, 9",
        "1, 2, 0, 10",
        "5, 3, 2, 4",
        "3, 1, 0, 12"
    })
    void givesTheGradientsOfTheDefinition(int kernel, int stride, int padding, int pixels) {
        int outHeight = (HEIGHT + 2 * padding - kernel) / stride + 1;
        int outWidth = (WIDTH + 2 * padding - kernel) / stride + 1;
        int[] filled = new SplittableRandom(pixels)
                .ints(0, BATCH * outHeight * outWidth)
                .distinct()
                .limit(pixels)
                .toArray();
        INDArray c = Graphs.randomArray(4, BATCH, outHeight, outWidth, OUT).muli(0);
        for (int p : filled) {
            float[] values = Graphs.random(100 + p, OUT);
            for (int o = 0; o < OUT; o++) {
                c.putScalar((long) p * OUT + o, values[o]);
            }
        }
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", Graphs.randomArray(1, BATCH, HEIGHT, WIDTH, IN));
        SDVariable w = sd.var("w", Graphs.randomArray(2, kernel, kernel, IN, OUT));
        SDVariable b = sd.var("b", Graphs.randomArray(3, OUT));
        Convolution settings = Convolution.plain().withStride(stride).withPadding(padding);
        FusedConvolution.apply("y", settings, x, LayerWeights.of(w, b), null)
                .mul(sd.constant("c", c))
                .sum()
                .rename("loss");
        Gradients expected = naive(x.getArr(), w.getArr(), c, stride, padding);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss"), shared)) {
            for (int run = 0; run < 2; run++) {
                try (GraphRunner.Outputs out = runner.run(Map.of())) {
                    assertClose(out.gradient("x"), expected.x());
                    assertClose(out.gradient("w"), expected.w());
                    assertClose(out.gradient("b"), expected.b());
                }
            }
        }
    }

    private static void assertClose(INDArray found, double[] expected) {
        float[] values = Graphs.floats(found);
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) values[i]).as("value " + i).isCloseTo(expected[i], within(2e-6));
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Gradients(double[] x, double[] w, double[] b) {}

    private static Gradients naive(INDArray x, INDArray w, INDArray g, int stride, int padding) {
        int k = (int) w.size(0);
        double[] gx = new double[(int) x.length()];
        double[] gw = new double[(int) w.length()];
        double[] gb = new double[OUT];
        for (int n = 0; n < BATCH; n++) {
            for (int i = 0; i < g.size(1); i++) {
                for (int j = 0; j < g.size(2); j++) {
                    for (int o = 0; o < OUT; o++) {
                        double upstream = g.getDouble(n, i, j, o);
                        gb[o] += upstream;
                        for (int u = 0; u < k; u++) {
                            for (int v = 0; v < k; v++) {
                                int row = i * stride + u - padding;
                                int column = j * stride + v - padding;
                                if (row < 0 || column < 0 || row >= HEIGHT || column >= WIDTH) {
                                    continue;
                                }
                                for (int q = 0; q < IN; q++) {
                                    int at = ((n * HEIGHT + row) * WIDTH + column) * IN + q;
                                    int weight = ((u * k + v) * IN + q) * OUT + o;
                                    gx[at] += upstream * w.getDouble(u, v, q, o);
                                    gw[weight] += upstream * x.getDouble(n, row, column, q);
                                }
                            }
                        }
                    }
                }
            }
        }
        return new Gradients(gx, gw, gb);
    }
}
