// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;

/** Models and configurations that are small enough to be trained in a unit test. */
final class SmallModels {

    private SmallModels() {}

    /** Returns {@link TinyNetwork}'s configuration with Adam and this number of steps. */
    static MaskRcnnConfig config(int steps) {
        MaskRcnnConfig tiny = TinyNetwork.config();
        OptimizerConfig adam = OptimizerConfig.adamW(3e-3, 1e-4);
        return tiny.withTrain(
                        tiny.train().withLimits(steps, 0).withOptimizer(adam).withSeed(5))
                .withModel(tiny.model().withNormalization(ModelConfig.Normalization.CALIBRATED));
    }

    static MaskRcnnConfig with(MaskRcnnConfig config, UnaryOperator<TrainConfig> change) {
        return config.withTrain(change.apply(config.train()));
    }

    static MaskRcnn tiny(MaskRcnnConfig config) {
        return MaskRcnn.create(config, new Blocks(1).labels(), TinyNetwork.BACKBONE);
    }

    /** Returns copies of the weights by name. */
    static Map<String, float[]> values(MaskRcnn model) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.weights()
                .forEach((name, array) -> values.put(name, array.dup().data().asFloat()));
        return values;
    }

    /** Checks that arrays are equal bit for bit. */
    static void assertSame(Map<String, float[]> found, Map<String, float[]> expected) {
        assertThat(found).containsOnlyKeys(expected.keySet());
        expected.forEach((name, values) -> assertThat(found.get(name)).as(name).isEqualTo(values));
    }

    /** A backbone of five residual blocks that is wide enough to learn {@link Blocks}; its name is learner. */
    static final Backbone LEARNER = new Backbone() {
        @Override
        public String name() {
            return "learner";
        }

        @Override
        public List<Features> build(Layers layers, Features image) {
            List<Features> stages = new ArrayList<>();
            Conv stem = Conv.of(5, 16).withStride(2).withNorm("bn_conv1").withRelu();
            Features x = layers.conv("conv1", image, stem);
            for (int stage = 2; stage <= 5; stage++) {
                String res = "res" + stage;
                String bn = "bn" + stage;
                Conv half = Conv.of(1, 32).withStride(2).withNorm(bn + "_1");
                Features shortcut = layers.conv(res + "_1", x, half);
                Conv first = Conv.of(3, 32).withStride(2).withNorm(bn + "_2a").withRelu();
                Features y = layers.conv(res + "_2a", x, first);
                Conv last = Conv.of(3, 32).withNorm(bn + "_2b").withRelu().withOutput(res + "_out");
                x = layers.conv(res + "_2b", y, last, shortcut);
                stages.add(x);
            }
            return stages;
        }
    };
}
