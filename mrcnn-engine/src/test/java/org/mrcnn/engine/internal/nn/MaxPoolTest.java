// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

class MaxPoolTest {

    private static final MaxPoolWindow MATTERPORT_CONV1 = MaxPoolWindow.of(3, 2).pad(0, 0, 1, 1);

    /** Returns a graph with loss = sum(pool(x) * upstream). */
    private static SameDiff graph(INDArray x, MaxPoolWindow window, INDArray upstream) {
        SameDiff sd = SameDiff.create();
        SDVariable y = MaxPool.apply(sd, "y", sd.var("x", x), window);
        if (upstream != null) {
            y.mul(sd.constant("upstream", upstream)).sum().rename("loss");
        }
        return sd;
    }

    private static INDArray ramp() {
        float[] values = new float[16];
        for (int i = 0; i < 16; i++) {
            values[i] = i;
        }
        return Graphs.array(values, 1, 4, 4, 1);
    }

    @Test
    void sameForEvenSizesPadsBelowAndRight() {
        // Windows start at rows 0 and 2: {0..2} and {2..3}.
        assertThat(Graphs.output(graph(ramp(), MATTERPORT_CONV1, null), "y")).containsExactly(10, 11, 14, 15);
    }

    @Test
    void symmetricPadding() {
        // Windows start at rows -1 and 1: {0..1} and {1..3}.
        assertThat(Graphs.output(graph(ramp(), MaxPoolWindow.of(3, 2).pad(1, 1, 1, 1), null), "y"))
                .containsExactly(5, 7, 13, 15);
    }

    @Test
    void strideWithoutWindowSubsamples() {
        assertThat(Graphs.output(graph(ramp(), MaxPoolWindow.of(1, 2), null), "y"))
                .containsExactly(0, 2, 8, 10);
        assertThat(Graphs.gradient(
                        graph(ramp(), MaxPoolWindow.of(1, 2), Graphs.array(new float[] {1, 2, 3, 4}, 1, 2, 2, 1)),
                        "loss",
                        "x"))
                .containsExactly(1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0);
    }

    @Test
    void paddingDoesNotWinAgainstNegativeValues() {
        assertThat(Graphs.output(
                        graph(Graphs.array(new float[] {-5, -6, -7, -8}, 1, 2, 2, 1), MATTERPORT_CONV1, null), "y"))
                .containsExactly(-5);
    }

    @Test
    void gradientGoesToTheFirstOfEqualValues() {
        INDArray flat = Graphs.array(new float[16], 1, 4, 4, 1);
        INDArray upstream = Graphs.array(new float[] {1, 2, 3, 4}, 1, 2, 2, 1);
        assertThat(Graphs.gradient(graph(flat, MATTERPORT_CONV1, upstream), "loss", "x"))
                .containsExactly(1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 6, 6, 5, 3, 2, 0, 0, 1, 1", "1, 7, 9, 3, 3, 2, 1, 1, 1, 1", "2, 5, 4, 17, 2, 2, 0, 0, 0, 0",
        "1, 67, 5, 2, 3, 1, 1, 1, 1, 1", "1, 40, 8, 1, 11, 1, 5, 2, 5, 2", "3, 8, 8, 2, 1, 2, 0, 0, 0, 0",
        "1, 1, 1, 1, 1, 1, 0, 0, 0, 0", "1, 9, 9, 4, 2, 3, 1, 0, 0, 1"
    })
    void agreesWithNaiveLoops(int n, int h, int w, int c, int kernel, int stride, int t, int l, int b, int r) {
        MaxPoolWindow window = new MaxPoolWindow(kernel, stride, t, l, b, r);
        // Few distinct values, so that several are equal.
        SplittableRandom random = new SplittableRandom(n * 31L + h);
        float[] x = new float[n * h * w * c];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(-4, 4);
        }
        int outH = (h + t + b - kernel) / stride + 1;
        int outW = (w + l + r - kernel) / stride + 1;
        float[] upstream = Graphs.random(9, n * outH * outW * c);
        float[] y = new float[upstream.length];
        double[] gx = new double[x.length];
        naive(x, new int[] {n, h, w, c}, window, outH, outW, upstream, y, gx);
        SameDiff sd = graph(Graphs.array(x, n, h, w, c), window, Graphs.array(upstream, n, outH, outW, c));
        assertThat(Graphs.output(sd, "y")).containsExactly(y);
        float[] gradient = Graphs.gradient(sd, "loss", "x");
        for (int i = 0; i < gx.length; i++) {
            assertThat((double) gradient[i])
                    .as("gradient %d", i)
                    .isCloseTo(gx[i], org.assertj.core.api.Assertions.within(1e-5));
        }
    }

    private static void naive(
            float[] x, int[] s, MaxPoolWindow p, int outH, int outW, float[] upstream, float[] y, double[] gx) {
        for (int o = 0; o < y.length; o++) {
            int c = o % s[3];
            int ox = o / s[3] % outW;
            int oy = o / s[3] / outW % outH;
            int n = o / s[3] / outW / outH;
            int best = -1;
            for (int k = 0; k < p.kernel() * p.kernel(); k++) {
                int iy = oy * p.stride() - p.top() + k / p.kernel();
                int ix = ox * p.stride() - p.left() + k % p.kernel();
                if (iy >= 0 && iy < s[1] && ix >= 0 && ix < s[2]) {
                    int i = ((n * s[1] + iy) * s[2] + ix) * s[3] + c;
                    best = best < 0 || x[i] > x[best] ? i : best;
                }
            }
            y[o] = x[best];
            gx[best] += upstream[o];
        }
    }

    @Test
    void refusesWindowsThatDoNotFit() {
        assertThatThrownBy(() -> MaxPoolWindow.of(3, 0))
                .hasMessageContaining("stride: expected numbers from 1, found 3 and 0");
        assertThatThrownBy(() -> MaxPoolWindow.of(2, 2).pad(2, 2, 2, 2))
                .hasMessageContaining("0 to 1 for kernel 2, found 2");
        assertThatThrownBy(() ->
                        Graphs.output(graph(Graphs.randomArray(1, 1, 2, 2, 1), MaxPoolWindow.of(3, 1), null), "y"))
                .hasMessageContaining("smaller than its window");
    }
}
