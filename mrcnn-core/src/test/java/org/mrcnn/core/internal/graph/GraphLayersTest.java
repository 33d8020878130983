// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tests layers for custom backbones that the ResNets do not use. */
class GraphLayersTest {

    private final SameDiff sd = SameDiff.create();
    private final Map<String, INDArray> weights = new LinkedHashMap<>();

    private GraphLayers layers(boolean batchStatistics) {
        Parameters parameters = new Parameters(sd, weights, name -> true, new WeightInitializer(3));
        return new GraphLayers(sd, parameters, ModelConfig.defaults(), norm -> batchStatistics);
    }

    private Features input(int height, int width, int channels) {
        int n = height * width * channels;
        INDArray x = Nd4j.linspace(0, 1, n).mul(7919).fmod(13).div(13).reshape(1, height, width, channels);
        return new Features(sd.var("x", x.castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)), channels);
    }

    private float[] values(String name) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of(name), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            return out.get(name).dup('c').data().asFloat();
        }
    }

    private static void weighted(SDVariable y) {
        y.mul(y).sum().rename("loss");
    }

    @Test
    void sizesAndValuesThatNoLayerCanHaveAreNamed() {
        GraphLayers layers = layers(false);
        Features x = input(4, 6, 3);
        Features whole = layers.globalAverage("whole", x);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layers.averagePool("half", x, -1))
                .withMessage("layer half: expected a size of 1 or more, found -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layers.dense("none", whole, 0, true))
                .withMessage(
                        "weight none/kernel: expected sizes of 1 or more and at most 2147483647 values, found [3, 0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layers.dense("huge", whole, Integer.MAX_VALUE, true))
                .withMessageContaining("weight huge/kernel: ")
                .withMessageContaining("found [3, 2147483647]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layers.weight("scale", 0, 1e39, 2))
                .withMessage("first values of a weight: expected a mean and a deviation of 0 or more that are finite as"
                        + " floats, found 0.0 and 1.0E39");
    }

    @Test
    void averagesOfWindowsAndOfTheWhole() {
        Features x = input(4, 6, 3);
        GraphLayers layers = layers(false);
        Features halves = layers.averagePool("half", x, 2);
        Features whole = layers.globalAverage("whole", x);
        INDArray in = sd.getVariable("x").getArr();
        float[] half = values("half");
        assertThat(half).hasSize(2 * 3 * 3);
        double mean = 0;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                mean += in.getDouble(0, 2 + i, 4 + j, 1) / 4;
            }
        }
        assertThat((double) half[(1 * 3 + 2) * 3 + 1]).isCloseTo(mean, within(1e-6));
        double all = 0;
        for (int i = 0; i < 24; i++) {
            all += in.getDouble(0, i / 6, i % 6, 2) / 24;
        }
        assertThat((double) values("whole")[2]).isCloseTo(all, within(1e-6));
        weighted(halves.variable().mean(1, 2).add(whole.variable()));
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(8);
    }

    @Test
    void maximaOfPaddedWindows() {
        Features x = input(6, 6, 1);
        layers(false).maxPool("max", x, 3, 1);
        INDArray in = sd.getVariable("x").getArr();
        float[] max = values("max");
        assertThat(max).hasSize(36);
        float corner = Math.max(
                Math.max(in.getFloat(0, 0, 0, 0), in.getFloat(0, 0, 1, 0)),
                Math.max(in.getFloat(0, 1, 0, 0), in.getFloat(0, 1, 1, 0)));
        assertThat(max[0]).isEqualTo(corner);
    }

    /** Groups, a linear residual block, squeeze and excitation, and an own weight are all trained. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsReachEveryWeight(boolean batchStatistics) {
        GraphLayers layers = layers(batchStatistics);
        Features x = input(6, 6, 4);
        Features y = layers.conv("grouped", x, Conv.of(3, 4).withGroups(2).withNorm("bn"), x);
        y = layers.conv("depthwise", y, Conv.of(3, 4).withGroups(4).withStride(2));
        Features gate = layers.dense("se", layers.globalAverage("mean", y), 4, false);
        SDVariable scale = layers.weight("scale/gamma", 0.7, 0.1, 4);
        weighted(y.variable().mul(sd.nn().sigmoid(gate.variable()).mul(scale).reshape(-1, 1, 1, 4)));
        assertThat(weights).containsKeys("grouped/kernel", "bn/gamma", "depthwise/bias", "se/kernel", "scale/gamma");
        int trained = (int)
                weights.keySet().stream().filter(n -> !n.contains("moving")).count();
        assertThat(trained).isEqualTo(9);
        // 8 checked values of x and of each of three kernels, and all 4 of five vectors and of the scale.
        assertThat(new GradientCheck(1e-2, 3e-2, 2e-3, 8, 1).check(sd, "loss", Map.of()))
                .isEqualTo(8 + 3 * 8 + 6 * 4);
        assertThat(layers.measured()).hasSize(batchStatistics ? 1 : 0);
    }

    @Test
    void aWeightStartsWithWhatItIsGiven() {
        layers(false).weight("own/kernel", 2, 0.5, 40, 50);
        assertThat(weights.get("own/kernel").meanNumber().doubleValue()).isCloseTo(2, within(0.05));
        assertThat(weights.get("own/kernel").stdNumber().doubleValue()).isCloseTo(0.5, within(0.03));
    }
}
