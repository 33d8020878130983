// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchNormTest {

    private static final double EPSILON = 1e-3;

    /** Returns a graph with loss = sum(y * upstream). */
    private static SameDiff graph(INDArray x, INDArray gamma, INDArray beta, boolean relu) {
        SameDiff sd = SameDiff.create();
        NormWeights norm = new NormWeights(sd.var("gamma", gamma), sd.var("beta", beta), null, null, EPSILON);
        SDVariable[] out = BatchNorm.apply("bn", sd.var("x", x), norm, relu);
        out[0].mul(sd.constant("upstream", Graphs.randomArray(77, x.shape())))
                .sum()
                .rename("loss");
        return sd;
    }

    private static SameDiff graph(int rows, int channels, boolean relu) {
        INDArray x = Graphs.randomArray(rows, 1, rows, 1, channels);
        INDArray gamma = Graphs.randomArray(2, channels).addi(1.5);
        return graph(x, gamma, Graphs.randomArray(3, channels), relu);
    }

    @Test
    void normalisesHandWorkedValues() {
        // Channel 0 is 1, 3, 5, 7, with mean 4 and variance 5. Channel 1 is constant.
        INDArray x = Graphs.array(new float[] {1, 2, 3, 2, 5, 2, 7, 2}, 1, 2, 2, 2);
        SameDiff sd = graph(x, Graphs.array(new float[] {2, 3}, 2), Graphs.array(new float[] {1, -1}, 2), false);
        assertThat(Graphs.output(sd, "bn/mean")).containsExactly(4, 2);
        assertThat(Graphs.output(sd, "bn/variance")).containsExactly(5, 0);
        float[] y = Graphs.output(sd, "bn");
        double step = 2 / Math.sqrt(5 + EPSILON);
        for (int i = 0; i < 4; i++) {
            assertThat((double) y[2 * i]).isCloseTo(1 + step * (2 * i - 3), within(1e-6));
            assertThat(y[2 * i + 1]).isEqualTo(-1);
        }
    }

    @Test
    void keepsTheVarianceOfAChannelFarFromZero() {
        float[] x = new float[20_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = 4096 + i % 2;
        }
        SameDiff sd = graph(
                Graphs.array(x, x.length, 1),
                Graphs.array(new float[] {1}, 1),
                Graphs.array(new float[] {0}, 1),
                false);
        assertThat(Graphs.output(sd, "bn/variance")).containsExactly(0.25f);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, false", "50, 1, true", "333, 64, true", "3, 5000, false", "2000, 7, true"})
    void agreesWithNaiveLoops(int rows, int channels, boolean relu) {
        SameDiff sd = graph(rows, channels, relu);
        float[] x = Graphs.floats(sd.getVariable("x").getArr());
        float[] gamma = Graphs.floats(sd.getVariable("gamma").getArr());
        float[] beta = Graphs.floats(sd.getVariable("beta").getArr());
        float[] upstream = Graphs.floats(sd.getVariable("upstream").getArr());
        float[] y = Graphs.output(sd, "bn");
        float[] gx = Graphs.gradient(sd, "loss", "x");
        float[] gGamma = Graphs.gradient(sd, "loss", "gamma");
        float[] gBeta = Graphs.gradient(sd, "loss", "beta");
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            double variance = 0;
            for (int r = 0; r < rows; r++) {
                mean += x[r * channels + c] / (double) rows;
            }
            for (int r = 0; r < rows; r++) {
                variance += Math.pow(x[r * channels + c] - mean, 2) / rows;
            }
            double deviation = Math.sqrt(variance + EPSILON);
            double sumG = 0;
            double sumGz = 0;
            for (int r = 0; r < rows; r++) {
                int i = r * channels + c;
                double z = (x[i] - mean) / deviation;
                double expected = gamma[c] * z + beta[c];
                assertThat((double) y[i]).isCloseTo(relu ? Math.max(0, expected) : expected, within(2e-5));
                double g = relu && y[i] <= 0 ? 0 : upstream[i];
                sumG += g;
                sumGz += g * z;
            }
            assertThat((double) gBeta[c]).isCloseTo(sumG, within(1e-4));
            assertThat((double) gGamma[c]).isCloseTo(sumGz, within(1e-4));
            for (int r = 0; r < rows; r++) {
                int i = r * channels + c;
                double z = (x[i] - mean) / deviation;
                double g = relu && y[i] <= 0 ? 0 : upstream[i];
                double expected = gamma[c] / deviation * (g - (sumG + z * sumGz) / rows);
                assertThat((double) gx[i]).isCloseTo(expected, within(5e-5 + 1e-4 * Math.abs(expected)));
            }
        }
    }

    @Test
    void gradientsAgreeWithDifferences() {
        assertThat(GradientCheck.standard().check(graph(30, 3, false), "loss", Map.of()))
                .isEqualTo(8 + 3 + 3);
    }

    @Test
    void gradientThroughTheReluAgreesWithDifferences() {
        // The values are far enough from the kink that a small step does not cross it.
        GradientCheck fine = new GradientCheck(2e-3, 2e-2, 3e-3, 8, 1);
        assertThat(fine.check(graph(40, 3, true), "loss", Map.of())).isEqualTo(8 + 3 + 3);
    }

    @Test
    void givesOnlyTheGradientsThatAreNeeded() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.constant("x", Graphs.randomArray(1, 4, 3));
        SDVariable gamma = sd.var("gamma", Graphs.randomArray(2, 3));
        SDVariable beta = sd.constant("beta", Graphs.randomArray(3, 3));
        BatchNorm.apply("bn", x, new NormWeights(gamma, beta, null, null, EPSILON), false)[0]
                .mul(x)
                .sum()
                .rename("loss");
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(3);
    }

    @Test
    void namesTheInputOfTheWrongShape() {
        assertThatThrownBy(() -> Graphs.output(
                        graph(Graphs.randomArray(1, 2, 3), Graphs.randomArray(1, 3), Graphs.randomArray(1, 4), false),
                        "bn"))
                .hasMessageContaining("beta: expected one value for each channel")
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("[4]");
    }

    @ParameterizedTest
    @CsvSource({"7, 3, false", "7, 3, true", "900, 12, true"})
    void fixedStatisticsAreTakenAsTheyAre(int rows, int channels, boolean relu) {
        float[] x = Graphs.random(1, rows * channels);
        float[] gamma = Graphs.random(2, channels);
        float[] beta = Graphs.random(3, channels);
        float[] mean = Graphs.random(4, channels);
        float[] variance = Graphs.random(5, channels);
        for (int c = 0; c < channels; c++) {
            variance[c] = variance[c] * variance[c] + 0.1f;
        }
        float[] y = Graphs.output(fixed(rows, channels, relu, x, gamma, beta, mean, variance), "y");
        for (int i = 0; i < y.length; i++) {
            int c = i % channels;
            double expected = gamma[c] * ((double) x[i] - mean[c]) / Math.sqrt(variance[c] + EPSILON) + beta[c];
            assertThat((double) y[i]).isCloseTo(relu ? Math.max(0, expected) : expected, within(1e-5));
        }
    }

    private static SameDiff fixed(int rows, int channels, boolean relu, float[]... values) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", Graphs.array(values[0], rows, channels));
        FixedBatchNorm.apply(
                        "y",
                        x,
                        new NormWeights(
                                sd.var("gamma", Graphs.array(values[1], channels)),
                                sd.var("beta", Graphs.array(values[2], channels)),
                                sd.constant("mean", Graphs.array(values[3], channels)),
                                sd.constant("variance", Graphs.array(values[4], channels)),
                                EPSILON),
                        relu)
                .mul(sd.constant("upstream", Graphs.randomArray(77, rows, channels)))
                .sum()
                .rename("loss");
        return sd;
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void gradientsWithFixedStatisticsAgreeWithDifferences(boolean relu) {
        float[] deviations = {0.5f, 1, 2};
        SameDiff sd = fixed(
                5,
                3,
                relu,
                // No value is so near to the kink of the ReLU that a finite difference crosses it.
                new float[] {0.9f, -0.8f, 0.7f, -0.6f, 0.5f, 0.4f, 1, 0.3f, -0.9f, -0.5f, 0.8f, -0.2f, 0.6f, -1, 0.95f},
                new float[] {1, -2, 0.5f},
                new float[] {0.3f, 0.1f, -0.05f},
                new float[] {0.1f, -0.3f, 0.05f},
                deviations);
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(8 + 3 + 3);
    }

    @Test
    void fixedStatisticsThatTrainAreRefused() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", Graphs.randomArray(1, 2, 3));
        SDVariable one = sd.constant("one", Graphs.randomArray(2, 3));
        SDVariable mean = sd.var("mean", Graphs.randomArray(3, 3));
        assertThatThrownBy(() -> FixedBatchNorm.apply("bn", x, new NormWeights(one, one, mean, one, EPSILON), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch norm bn reads the fixed statistic mean, which is trainable");
    }
}
