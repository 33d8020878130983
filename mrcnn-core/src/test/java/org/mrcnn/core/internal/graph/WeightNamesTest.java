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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

class WeightNamesTest {

    /** The listing of a file that Matterport's Mask R-CNN wrote: ResNet-50, four classes. */
    @Test
    void namesAndShapesAreMatterports() throws IOException {
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults();
        MaskRcnnConfig config = defaults.withModel(defaults.model().withBackbone("resnet50"));
        MaskRcnnGraph.Parts parts =
                new MaskRcnnGraph.Parts(config, 4, Backbone.named("resnet50"), new LinkedHashMap<>());
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

    @Test
    void wideNetworksWithoutTheirWeightsAreNotMade() {
        MaskRcnnConfig wide = TinyNetwork.config();
        wide = wide.withModel(wide.model().withWidths(4096, 4096, 4096));
        MaskRcnnGraph.Parts parts =
                new MaskRcnnGraph.Parts(wide, TinyNetwork.CLASSES, TinyNetwork.BACKBONE, new LinkedHashMap<>());
        assertThatThrownBy(() -> MaskRcnnGraph.inference(parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conv1/kernel: missing, expected shape")
                .hasMessageContaining("and perhaps more");
    }
}
