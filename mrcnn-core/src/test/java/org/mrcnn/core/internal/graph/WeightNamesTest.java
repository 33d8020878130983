// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

class WeightNamesTest {

    /** Compares with the listing of a file that Matterport's Mask R-CNN wrote, with ResNet-50 and four classes. */
    @Test
    void namesAndShapesAreMatterports() throws IOException {
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults();
        MaskRcnnConfig config = defaults.withModel(defaults.model().withBackbone("resnet50"));
        GraphParts parts = new GraphParts(config, 4, Backbone.named("resnet50"), new LinkedHashMap<>());
        MaskRcnnGraph.initialize(parts, 0);
        Set<String> ours = new TreeSet<>();
        parts.weights().forEach((name, array) -> ours.add(name + " " + sides(array)));
        parts.weights().values().forEach(INDArray::close);
        assertThat(ours).containsExactlyElementsOf(new TreeSet<>(listing()));
    }

    private static String sides(INDArray array) {
        return LongStream.of(array.shape()).mapToObj(Long::toString).collect(Collectors.joining("x"));
    }

    private static List<String> listing() throws IOException {
        try (InputStream in = WeightNamesTest.class.getResourceAsStream("/matterport-resnet50-weights.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The number of tensors is that of the source's model with a ResNet-18, without the counters num_batches_tracked. */
    @ParameterizedTest
    @CsvSource({"TORCHVISION, 142", "TORCHVISION_V2, 198", "DETECTRON2, 142"})
    void dialectsHaveTheTensorsOfTheirSource(ModelConfig.Dialect dialect, int tensors) {
        Map<String, INDArray> weights = initialized(MaskRcnnConfig.defaults(dialect));
        assertThat(weights).hasSize(tensors);
        assertThat(weights.get("conv1/bias")).isNull();
        assertThat(weights.get("rpn_class_raw/kernel").shape()).containsExactly(1, 1, 8, 3);
        assertThat(weights.get("mrcnn_class_conv1/kernel").shape()).containsExactly(7, 7, 8, 16);
        weights.values().forEach(INDArray::close);
    }

    @Test
    void layersOfTheSecondVersionHaveNames() {
        Map<String, INDArray> weights = initialized(MaskRcnnConfig.defaults(ModelConfig.Dialect.TORCHVISION_V2));
        assertThat(weights)
                .containsKeys(
                        "fpn_c5p5_bn/gamma",
                        "fpn_p2_bn/moving_variance",
                        "rpn_conv_shared2/bias",
                        "mrcnn_box_conv4/kernel",
                        "mrcnn_box_conv4_bn/beta",
                        "mrcnn_class_conv1/bias",
                        "mrcnn_mask_bn4/moving_mean")
                .doesNotContainKeys(
                        "fpn_c5p5/bias", "mrcnn_box_conv4/bias", "mrcnn_class_conv2/kernel", "mrcnn_class_bn1/gamma");
        weights.values().forEach(INDArray::close);
    }

    private static Map<String, INDArray> initialized(MaskRcnnConfig config) {
        MaskRcnnConfig small = config.withModel(config.model().withWidths(8, 16, 8));
        Map<String, INDArray> weights = new LinkedHashMap<>();
        MaskRcnnGraph.initialize(new GraphParts(small, 2, Backbone.named("resnet18"), weights), 0);
        return weights;
    }

    @Test
    void wideNetworksWithoutTheirWeightsAreNotMade() {
        MaskRcnnConfig wide = TinyNetwork.config();
        wide = wide.withModel(wide.model().withWidths(4096, 4096, 4096));
        GraphParts parts = new GraphParts(wide, TinyNetwork.CLASSES, TinyNetwork.BACKBONE, new LinkedHashMap<>());
        assertThatThrownBy(() -> MaskRcnnGraph.inference(parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conv1/kernel: missing, expected shape")
                .hasMessageContaining("and perhaps more");
    }
}
