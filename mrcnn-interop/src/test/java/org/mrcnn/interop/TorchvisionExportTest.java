// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig.Dialect;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.interop.internal.FileKind;

class TorchvisionExportTest {

    @TempDir
    private Path folder;

    private static MaskRcnnConfig narrow(Dialect dialect) {
        MaskRcnnConfig config = MaskRcnnConfig.defaults(dialect);
        return config.withModel(config.model().withBackbone("resnet18").withWidths(8, 12, 8));
    }

    @ParameterizedTest
    @CsvSource({"TORCHVISION, torchvision.txt", "TORCHVISION_V2, torchvision_v2.txt"})
    void namesAndShapesAreTorchvisionsAndComeBackEqual(Dialect dialect, String list) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Path pickled = folder.resolve("model.PTH");
        try (MaskRcnn model = MaskRcnn.create(narrow(dialect), List.of("BG", "cell", "ball"))) {
            Map<String, float[]> before = TinyModel.values(model);
            for (Path written : List.of(file, pickled)) {
                WeightFiles.exportTorchvision(model, written);
                model.update(weights -> weights.values().forEach(array -> array.assign(0)));
                try (WeightSource source = WeightFiles.open(written)) {
                    assertThat(source.config()).contains(model.config());
                    model.importWeights(source, WeightExclusion.NONE);
                }
                TinyModel.values(model).forEach((name, values) -> assertThat(Arrays.equals(values, before.get(name)))
                        .as(name)
                        .isTrue());
            }
        }
        assertThat(FileKind.of(file)).isEqualTo(FileKind.SAFETENSORS);
        assertThat(FileKind.of(pickled)).isEqualTo(FileKind.TORCH_ZIP);
        Safetensors.Content content = Safetensors.read(file);
        assertThat(content.weights().names())
                .containsAll(ListedTensors.shapes(list).keySet());
        ListedTensors.shapes(list)
                .forEach((name, shape) ->
                        assertThat(content.weights().get(name).shape()).as(name).isEqualTo(shape));
        assertThat(content.weights().names())
                .filteredOn(name -> !name.endsWith(".num_batches_tracked"))
                .hasSize(dialect == Dialect.TORCHVISION ? 142 : 198);
        content.weights().close();
    }

    @Test
    void whatTorchvisionDoesNotHaveIsNamed() {
        Path file = folder.resolve("model.safetensors");
        try (MaskRcnn model = TinyModel.create(1, "cell")) {
            assertThatThrownBy(() -> WeightFiles.exportTorchvision(model, file))
                    .hasMessageContaining(
                            "expected a model with model.dialect torchvision or torchvision_v2, found matterport");
        }
        MaskRcnnConfig config = narrow(Dialect.TORCHVISION);
        MaskRcnnConfig changed = config.withModel(config.model().withStrideIn3x3(false))
                .withDetection(config.detection().withMinConfidence(0.5f).withMultiLabel(false));
        try (MaskRcnn model = MaskRcnn.create(changed, List.of("BG", "cell"))) {
            assertThatThrownBy(() -> WeightFiles.exportTorchvision(model, file))
                    .hasMessage(
                            "weights for torchvision: its models do not have these settings: model.strideIn3x3: expected"
                                    + " true, found false; detection.multiLabel: expected true, found false");
        }
        assertThat(file).doesNotExist();
    }
}
