// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.image.Image;
import org.nd4j.autodiff.samediff.SDVariable;

class OwnBackboneTest {

    private static final MaskRcnnConfig CONFIG = TinyNetwork.config();
    private static final List<String> LABELS = List.of("BG", "red", "green");

    /**
     * A backbone that uses everything that {@code layers} offers: groups, depthwise convolution, patches, pooling, squeeze and
     * excitation, and an own weight.
     */
    private record Own(String name) implements Backbone {

        @Override
        public List<Features> build(Layers layers, Features image) {
            Features x = layers.conv("stem", image, Conv.of(2, 8).withStride(2).withRelu());
            x = layers.maxPool("pooled", x, 3, 2);
            List<Features> maps = new ArrayList<>();
            for (int stage = 2; stage <= 5; stage++) {
                String at = "stage" + stage + "_";
                if (stage > 2) {
                    x = layers.averagePool(at + "half", x, 2);
                }
                Features y = layers.conv(
                        at + "wide", x, Conv.of(1, 16).withNorm(at + "n1").withRelu());
                y = layers.conv(
                        at + "grouped",
                        y,
                        Conv.of(3, 16).withGroups(4).withNorm(at + "n2").withRelu());
                y = layers.conv(at + "depth", y, Conv.of(3, 16).withGroups(16).withNorm(at + "n3"));
                y = excited(layers, at, y);
                x = layers.conv(at + "narrow", y, Conv.of(1, 8).withNorm(at + "n4"), x);
                maps.add(x);
            }
            return maps;
        }

        private static Features excited(Layers layers, String at, Features x) {
            Features squeezed = layers.dense(at + "se1", layers.globalAverage(at + "mean", x), 4, true);
            SDVariable gate = layers.sameDiff()
                    .nn()
                    .sigmoid(layers.dense(at + "se2", squeezed, 16, false).variable())
                    .mul(layers.weight(at + "gate/gamma", 1, 0, 16));
            return new Features(x.variable().mul(gate.reshape(-1, 1, 1, 16)), 16);
        }
    }

    private static Image noise(int seed) {
        byte[] pixels = new byte[60 * 70 * 3];
        new Random(seed).nextBytes(pixels);
        return new Image(60, 70, 3, pixels);
    }

    @Test
    void aModelIsSavedUnderItsTrueNameAndLoadsWithItsBackbone(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("own.mrcnn");
        Detections before;
        try (MaskRcnn model = MaskRcnn.create(CONFIG, LABELS, new Own("mix"))) {
            assertThat(model.config().model().backbone()).isEqualTo("mix");
            assertThat(model.weights().get("stage3_grouped/kernel").shape()).containsExactly(3, 3, 4, 16);
            assertThat(model.weights().get("stage3_depth/kernel").shape()).containsExactly(3, 3, 1, 16);
            assertThat(model.weights().get("stage3_gate/gamma").shape()).containsExactly(16);
            before = model.detect(noise(1));
            model.save(file);
        }
        try (MaskRcnn model = MaskRcnn.load(file, new Own("mix"))) {
            assertThat(model.config().model().backbone()).isEqualTo("mix");
            assertThat(before.size()).isPositive();
            assertThat(model.detect(noise(1))).isEqualTo(before);
        }
        assertThatThrownBy(() -> MaskRcnn.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own.mrcnn: the model is on the backbone mix, which is not built in (resnet18, ")
                .hasMessageContaining("MaskRcnn.load(file, backbone)");
        assertThatThrownBy(() -> MaskRcnn.load(file, new Own("other")))
                .hasMessageContaining("own.mrcnn: expected the model's backbone, mix, found other");
        assertThatThrownBy(() -> MaskRcnn.load(file, Backbone.named("resnet50")))
                .hasMessageContaining("expected the model's backbone, mix, found resnet50");
    }

    @Test
    void namesThatMisleadAreRefused() {
        assertThatThrownBy(() -> MaskRcnn.create(CONFIG, LABELS, new Own("resnet50")))
                .hasMessageContaining("backbone: expected a name of its own, found resnet50");
        assertThatThrownBy(() -> MaskRcnn.create(CONFIG, LABELS, new Own(" ")))
                .hasMessageContaining("model.backbone: expected the name of a backbone");
        MaskRcnnConfig vgg = CONFIG.withModel(CONFIG.model().withBackbone("vgg"));
        assertThatThrownBy(() -> MaskRcnn.create(vgg, LABELS))
                .hasMessageContaining("model.backbone: expected one of resnet18")
                .hasMessageContaining("found vgg");
    }

    /** A possible error of a user in build. */
    private interface Build {
        List<Features> of(Layers layers, Features image);
    }

    private static void assertRefused(Build build, String... messages) {
        Backbone wrong = new Backbone() {
            @Override
            public String name() {
                return "wrong";
            }

            @Override
            public List<Features> build(Layers layers, Features image) {
                return build.of(layers, image);
            }
        };
        assertThatThrownBy(() -> MaskRcnn.create(CONFIG, LABELS, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(messages));
    }

    @Test
    void mistakesInBuildAreNamed() {
        assertRefused((layers, image) -> List.of(image), "backbone wrong: expected 4 feature maps, C2 to C5, found 1");
        assertRefused(
                (layers, image) -> {
                    Features x = layers.conv("rpn_conv_shared", image, Conv.of(3, 4));
                    return List.of(x, x, x, x);
                },
                "backbone wrong: the weight rpn_conv_shared/kernel has a name of the heads");
        assertRefused(
                (layers, image) -> {
                    layers.conv("twice", image, Conv.of(3, 4));
                    return List.of(layers.conv("twice", image, Conv.of(3, 4)));
                },
                "two layers have the weight twice/kernel");
        assertRefused(
                (layers, image) ->
                        List.of(layers.conv("stem", image, Conv.of(3, 4).withGroups(2))),
                "layer stem: expected channels that the 2 groups divide, found 3");
    }
}
