// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class ClassConvolutionTest {

    private static final int CHANNELS = 6;
    private static final int CLASSES = 4;
    private static final int[] IDS = {2, -1, 3, 0, 2};

    /** Returns a graph of y from the op, full from the convolution that computes every class, and loss = sum(y * upstream). */
    private static SameDiff graph(int[] ids) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", Graphs.randomArray(1, IDS.length, 3, 2, CHANNELS));
        SDVariable kernel = sd.var("kernel", Graphs.randomArray(2, 1, 1, CHANNELS, CLASSES));
        SDVariable bias = sd.var("bias", Graphs.randomArray(3, CLASSES));
        FusedConvolution.apply("full", Convolution.plain(), x, LayerWeights.of(kernel, bias), null);
        ClassConvolution.apply("y", x, LayerWeights.of(kernel, bias), sd.constant("ids", Nd4j.createFromArray(ids)))
                .mul(sd.constant("upstream", Graphs.randomArray(4, IDS.length, 3, 2)))
                .sum()
                .rename("loss");
        return sd;
    }

    @Test
    void picksTheOwnClassOfTheWholeConvolution() {
        SameDiff sd = graph(IDS);
        float[] full = Graphs.output(sd, "full");
        float[] y = Graphs.output(sd, "y");
        assertThat(y).hasSize(IDS.length * 6);
        for (int i = 0; i < y.length; i++) {
            int id = IDS[i / 6];
            assertThat((double) y[i]).isCloseTo(id < 0 ? 0 : full[i * CLASSES + id], within(1e-6));
        }
    }

    @Test
    void gradientsAgreeWithDifferences() {
        assertThat(GradientCheck.standard().check(graph(IDS), "loss", Map.of())).isEqualTo(8 + 8 + CLASSES);
    }

    @Test
    void aRegionWithoutClassHasNoGradient() {
        float[] g = Graphs.gradient(graph(IDS), "loss", "x");
        for (int i = 0; i < g.length; i++) {
            boolean second = i / (6 * CHANNELS) == 1;
            assertThat(g[i] == 0).as("value " + i).isEqualTo(second);
        }
        float[] bias = Graphs.gradient(graph(IDS), "loss", "bias");
        assertThat(bias[1]).as("class 1, of no region").isZero();
    }

    @Test
    void namesAClassThatThereIsNot() {
        assertThatThrownBy(() -> Graphs.output(graph(new int[] {0, 1, 2, 3, 4}), "y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected class ids below 4, the number of classes, found 4 for region 4");
    }
}
