// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;

class LayerSelectionTest {
    private static final List<String> WEIGHTS = List.of(
            "conv1/kernel",
            "bn_conv1/gamma",
            "res2a_branch2a/kernel",
            "res3a_branch2a/kernel",
            "bn3a_branch2a/gamma",
            "bn3a_branch2a/moving_mean",
            "bn3a_branch2a/moving_variance",
            "res4b22_branch2a/bias",
            "bn5a_branch1/beta",
            "fpn_c5p5/kernel",
            "rpn_conv_shared/kernel",
            "mrcnn_class_bn1/moving_mean",
            "mrcnn_class_conv1/kernel");

    @Test
    void namesSelectAsInTheReference() {
        List<String> heads = List.of("fpn_c5p5/kernel", "rpn_conv_shared/kernel", "mrcnn_class_conv1/kernel");
        assertThat(selected("heads")).isEqualTo(heads);
        assertThat(selected("5+")).hasSize(4).containsAll(heads).contains("bn5a_branch1/beta");
        assertThat(selected("4+")).hasSize(5).containsAll(selected("5+")).contains("res4b22_branch2a/bias");
        assertThat(selected("3+"))
                .hasSize(7)
                .containsAll(selected("4+"))
                .contains("res3a_branch2a/kernel", "bn3a_branch2a/gamma");
        assertThat(selected("all"))
                .hasSize(10)
                .contains("conv1/kernel", "bn_conv1/gamma")
                .noneMatch(name -> name.contains("moving"));
    }

    @Test
    void anExpressionMatchesAWholeLayerName() {
        assertThat(selected("mrcnn_class")).isEmpty();
        assertThat(selected("mrcnn_class.*")).containsExactly("mrcnn_class_conv1/kernel");
        assertThat(selected("(conv1|bn_conv1)")).containsExactly("conv1/kernel", "bn_conv1/gamma");
    }

    /** Tests the expression that docs/importing.md recommends for models of torchvision. */
    @Test
    void anExpressionLeavesNormalizationsAndTheFirstStagesOut() {
        assertThat(selected("(?!bn|conv1|res2).+"))
                .containsExactly(
                        "res3a_branch2a/kernel",
                        "res4b22_branch2a/bias",
                        "fpn_c5p5/kernel",
                        "rpn_conv_shared/kernel",
                        "mrcnn_class_conv1/kernel");
    }

    @Test
    void refusesWhatSelectsNothing() {
        assertThatThrownBy(() -> of("(res"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("train.layers: expected 3+, 4+, 5+, all, heads or a regular expression")
                .hasMessageContaining("(res");
        assertThatThrownBy(() -> of("head").requireAny(WEIGHTS))
                .hasMessageContaining("head matches no layer")
                .hasMessageContaining("mrcnn_class_conv1");
        assertThat(of("heads").requireAny(WEIGHTS).test("fpn_p2/kernel")).isTrue();
    }

    /** A backbone whose layer names end with the number of their stage. */
    private record Own() implements Backbone {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public List<Features> build(Layers layers, Features image) {
            throw new UnsupportedOperationException("not built here");
        }

        @Override
        public int stageOf(String layer) {
            return layer.charAt(layer.length() - 1) - '0';
        }
    }

    @Test
    void aBackboneSaysWhichLayersAreOfWhichStage() {
        List<String> weights = List.of("stem_1/kernel", "mix_3/kernel", "mix_5/kernel", "rpn_conv_shared/kernel");
        LayerSelection fromFour = LayerSelection.of("4+", new Own()).requireAny(weights);
        assertThat(weights.stream().filter(fromFour)).containsExactly("mix_5/kernel", "rpn_conv_shared/kernel");
        assertThat(weights.stream().filter(LayerSelection.of("heads", new Own())))
                .containsExactly("rpn_conv_shared/kernel");
        assertThat(weights.stream().filter(LayerSelection.of("all", new Own()))).hasSize(4);
    }

    @Test
    void stagesWithoutALayerOfTheBackboneAreRefused() {
        List<String> weights = List.of("stem_1/kernel", "mix_3/kernel", "rpn_conv_shared/kernel");
        assertThatThrownBy(() -> LayerSelection.of("4+", new Own()).requireAny(weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("train.layers: 4+ matches no layer of the backbone own")
                .hasMessageContaining("stage 4 or a later one")
                .hasMessageContaining("[mix_3, stem_1]");
    }

    private static LayerSelection of(String layers) {
        return LayerSelection.of(layers, Backbone.named("resnet101"));
    }

    private static List<String> selected(String layers) {
        return WEIGHTS.stream().filter(of(layers)).toList();
    }
}
