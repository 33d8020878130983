// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightImport;
import org.mrcnn.interop.internal.keras.KerasWeightsTest;
import org.mrcnn.interop.internal.keras.KerasWeightsWriter;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which files match a model and which do not, layer by layer. */
class ImportTest {

    @TempDir
    private Path folder;

    @Test
    void otherClassesAreRefusedWithBothShapesUnlessHeadsAreExcluded() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn from = TinyModel.create(1, "cell", "ball");
                MaskRcnn to = TinyModel.create(2, "cat")) {
            WeightFiles.exportKeras(from, file);
            Map<String, float[]> before = TinyModel.values(to);
            assertThatThrownBy(() -> WeightFiles.importInto(to, file, WeightExclusion.NONE))
                    .hasMessageContaining("model.h5: the weights do not fit the model, 6 differences")
                    .hasMessageContaining("shape of mrcnn_class_logits/kernel: expected [12, 2], found [12, 3]")
                    .hasMessageContaining("shape of mrcnn_mask/bias: expected [2], found [3]")
                    .hasMessageContaining("exclude \"heads\"");
            TinyModel.values(to)
                    .forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));

            WeightImport done = WeightFiles.importInto(to, file, WeightExclusion.HEADS);
            assertThat(done.fresh())
                    .containsExactlyInAnyOrder(
                            "mrcnn_class_logits/kernel",
                            "mrcnn_class_logits/bias",
                            "mrcnn_bbox_fc/kernel",
                            "mrcnn_bbox_fc/bias",
                            "mrcnn_mask/kernel",
                            "mrcnn_mask/bias");
            assertThat(done.unread()).hasSameElementsAs(done.fresh());
            assertThat(done.toString())
                    .contains(
                            "layers not loaded, which keep their initial values: mrcnn_class_logits, mrcnn_bbox_fc, mrcnn_mask");
            Map<String, float[]> after = TinyModel.values(to);
            assertThat(after.get("mrcnn_mask/kernel")).isEqualTo(before.get("mrcnn_mask/kernel"));
            assertThat(after.get("conv1/kernel"))
                    .isEqualTo(TinyModel.values(from).get("conv1/kernel"));
        }
    }

    @Test
    void everyMissingAndUnexpectedArrayIsListed() throws Exception {
        try (MaskRcnn model = TinyModel.create(1, "cell")) {
            assertThatThrownBy(() ->
                            WeightFiles.importInto(model, KerasWeightsTest.resource("keras2.h5"), WeightExclusion.NONE))
                    .hasMessageContaining("missing fpn_p2/kernel [3, 3, 8, 8]")
                    .hasMessageContaining("missing res5a_branch1/bias [512]")
                    .hasMessageContaining("shape of rpn_conv_shared/kernel: expected [3, 3, 8, 8], found [3, 3, 8, 6]");
            assertThatThrownBy(() -> WeightFiles.importInto(
                            model, KerasWeightsTest.resource("applications.h5"), WeightExclusion.TOP))
                    .hasMessageContaining("unexpected res4w_branch2c/kernel [1, 1, 2, 4]");
        }
    }

    @Test
    void aBackboneLoadsWithoutTheTop() throws IOException {
        Path file = folder.resolve("backbone.h5");
        try (MaskRcnn from = TinyModel.create(1, "cell");
                MaskRcnn to = TinyModel.create(2, "cell")) {
            Map<String, INDArray> backbone = new HashMap<>(from.weights());
            backbone.keySet().removeIf(WeightExclusion.TOP);
            KerasWeightsWriter.write(file, backbone);
            assertThatThrownBy(() -> WeightFiles.importInto(to, file, WeightExclusion.NONE))
                    .hasMessageContaining("exclude \"top\"");
            WeightImport done = WeightFiles.importInto(to, file, WeightExclusion.TOP);
            assertThat(done.loaded()).hasSameElementsAs(backbone.keySet());
            assertThat(TinyModel.values(to).get("res2a_branch1/kernel"))
                    .isEqualTo(TinyModel.values(from).get("res2a_branch1/kernel"));
        }
    }

    @Test
    void anExclusionThatMatchesNothingIsRefused() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn model = TinyModel.create(1, "cell")) {
            WeightFiles.exportKeras(model, file);
            assertThatThrownBy(() -> WeightFiles.importInto(model, file, WeightExclusion.of("mrcnn_clas_.*")))
                    .hasMessageContaining("mrcnn_clas_.* matches no layer; there are [")
                    .hasMessageContaining("mrcnn_class_conv1");
        }
        assertThatThrownBy(() -> WeightExclusion.of("(")).hasMessageContaining("regular expression");
    }
}
