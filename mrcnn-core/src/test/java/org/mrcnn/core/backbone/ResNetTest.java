// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

class ResNetTest {

    /** Records the names of layers and computes nothing. */
    private static final class Recorder implements Layers {
        private final SameDiff sd = SameDiff.create();
        private final SDVariable any = sd.placeHolder("any", DataType.FLOAT, -1, -1, -1, -1);
        private final List<String> names = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>();

        @Override
        public Features conv(String name, Features x, Conv conv) {
            return conv(name, x, conv, null);
        }

        @Override
        public Features conv(String name, Features x, Conv conv, Features shortcut) {
            names.add(name);
            names.add(conv.norm());
            outputs.add(conv.output() == null ? name : conv.output());
            return new Features(any, conv.out());
        }

        @Override
        public Features maxPool(String name, Features x, int size, int stride) {
            return x;
        }

        @Override
        public Features averagePool(String name, Features x, int size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Features globalAverage(String name, Features x) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Features dense(String name, Features x, int out, boolean relu) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SDVariable weight(String name, double mean, double deviation, long... shape) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SameDiff sameDiff() {
            return sd;
        }
    }

    private static Recorder built(String name) {
        Recorder layers = new Recorder();
        List<Features> maps = Backbone.named(name).build(layers, new Features(layers.any, 3));
        assertThat(maps).hasSize(4);
        return layers;
    }

    /** Counts the convolutions that the network's name counts: without those of the shortcuts, and without the classifier. */
    @ParameterizedTest
    @CsvSource({"resnet18", "resnet34", "resnet50", "resnet101", "resnet152"})
    void layersAreAsManyAsTheNameSaysAndTheirNamesUniqueAndLegal(String name) {
        Recorder layers = built(name);
        int depth = Integer.parseInt(name.substring("resnet".length()));
        assertThat(layers.names.stream()
                        .filter(n -> !n.contains("bn") && !n.endsWith("_branch1"))
                        .count())
                .isEqualTo(depth - 1);
        assertThat(layers.names)
                .doesNotHaveDuplicates()
                .allMatch(n -> n.matches("conv1|bn_conv1|(res|bn)[2-5][a-z]+_branch(1|2[abc])"));
        assertThat(layers.outputs).doesNotHaveDuplicates();
    }

    @Test
    void theBlocksOf152HaveTheseNamesForEver() {
        List<String> names = built("resnet152").names;
        assertThat(names)
                .contains("res3h_branch2a", "res4z_branch2a", "res4aa_branch2a", "res4aj_branch2c", "bn4aj_branch2c")
                .doesNotContain("res3i_branch2a", "res4ak_branch2a");
        assertThat(built("resnet101").names).contains("res4w_branch2c").doesNotContain("res4x_branch2a");
    }

    @Test
    void stagesAreReadFromNames() {
        Backbone resnet = Backbone.named("resnet152");
        assertThat(resnet.stageOf("conv1")).isEqualTo(1);
        assertThat(resnet.stageOf("bn_conv1")).isEqualTo(1);
        assertThat(resnet.stageOf("res2a_branch1")).isEqualTo(2);
        assertThat(resnet.stageOf("bn4aj_branch2c")).isEqualTo(4);
        assertThat(resnet.stageOf("stage5_conv1")).isEqualTo(5);
    }

    @Test
    void unknownNamesListTheKnown() {
        assertThat(Backbone.names()).containsExactly("resnet18", "resnet34", "resnet50", "resnet101", "resnet152");
        assertThatThrownBy(() -> Backbone.named("vgg"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "model.backbone: expected one of resnet18, resnet34, resnet50, resnet101, resnet152")
                .hasMessageContaining("found vgg")
                .hasMessageContaining("MaskRcnn.create(config, labels, backbone)");
    }
}
