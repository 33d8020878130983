package org.mrcnn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightImport;
import org.mrcnn.interop.internal.keras.KerasWeights;
import org.mrcnn.interop.internal.keras.KerasWeightsTest;
import org.mrcnn.interop.internal.keras.KerasWeightsWriter;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightFilesTest {

    @TempDir
    private Path folder;

    private static MaskRcnn model(long seed, String... classes) {
        MaskRcnnConfig config = TinyNetwork.config();
        List<String> labels = Stream.concat(Stream.of("BG"), Stream.of(classes)).toList();
        return MaskRcnn.create(config.withTrain(config.train().withSeed(seed)), labels, TinyNetwork::backbone);
    }

    private static Map<String, float[]> values(MaskRcnn model) {
        Map<String, float[]> values = new HashMap<>();
        model.weights().forEach((name, array) -> values.put(name, array.data().asFloat()));
        return values;
    }

    @Test
    void exportAndImportGiveEqualArrays() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn from = model(1, "cell", "ball");
                MaskRcnn to = model(2, "cell", "ball")) {
            WeightFiles.exportKeras(from, file);
            WeightImport done = WeightFiles.importInto(to, file, WeightExclusion.NONE);
            assertThat(done.loaded()).containsExactlyElementsOf(from.weights().keySet());
            assertThat(done.fresh()).isEmpty();
            values(from)
                    .forEach((name, expected) ->
                            assertThat(values(to).get(name)).as(name).isEqualTo(expected));
            assertThat(to.provenance().versions()).containsEntry("imported weights", "model.h5");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anExportLooksLikeKerass() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn model = model(1, "cell")) {
            WeightFiles.exportKeras(model, file);
        }
        try (HdfFile h5 = new HdfFile(file)) {
            assertThat((String[]) h5.getAttribute("layer_names").getData())
                    .startsWith("conv1", "bn_conv1")
                    .contains("rpn_model", "mrcnn_mask_deconv")
                    .doesNotContain("rpn_conv_shared");
            assertThat(h5.getAttribute("backend").getData()).isEqualTo("tensorflow");
            assertThat(h5.getByPath("bn_conv1").getAttribute("weight_names").getData())
                    .isEqualTo(new String[] {
                        "bn_conv1/gamma:0", "bn_conv1/beta:0", "bn_conv1/moving_mean:0", "bn_conv1/moving_variance:0"
                    });
            assertThat((String[]) h5.getByPath("rpn_model")
                            .getAttribute("weight_names")
                            .getData())
                    .containsExactly(
                            "rpn_conv_shared/kernel:0",
                            "rpn_conv_shared/bias:0",
                            "rpn_class_raw/kernel:0",
                            "rpn_class_raw/bias:0",
                            "rpn_bbox_pred/kernel:0",
                            "rpn_bbox_pred/bias:0");
            assertThat(h5.getDatasetByPath("rpn_model/rpn_conv_shared/kernel:0").getDimensions())
                    .containsExactly(3, 3, 8, 8);
        }
    }

    @Test
    void manyLayersAreListedInParts() throws IOException {
        Path file = folder.resolve("many.h5");
        Map<String, INDArray> weights = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            weights.put("a_layer_with_quite_a_long_name_of_its_own_" + i + "/bias", Nd4j.create(DataType.FLOAT, 1));
        }
        KerasWeightsWriter.write(file, weights);
        try (HdfFile h5 = new HdfFile(file);
                KerasWeights read = KerasWeights.open(file)) {
            assertThat(h5.getAttribute("layer_names")).isNull();
            assertThat(h5.getAttribute("layer_names1")).isNotNull();
            assertThat(read.shapes().keySet()).hasSameElementsAs(weights.keySet());
        }
    }

    @Test
    void otherClassesAreRefusedWithBothShapesUnlessHeadsAreExcluded() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn from = model(1, "cell", "ball");
                MaskRcnn to = model(2, "cat")) {
            WeightFiles.exportKeras(from, file);
            Map<String, float[]> before = values(to);
            assertThatThrownBy(() -> WeightFiles.importInto(to, file, WeightExclusion.NONE))
                    .hasMessageContaining("model.h5: the weights do not fit the model, 6 differences")
                    .hasMessageContaining("shape of mrcnn_class_logits/kernel: expected [12, 2] but found [12, 3]")
                    .hasMessageContaining("shape of mrcnn_mask/bias: expected [2] but found [3]")
                    .hasMessageContaining("exclude \"heads\"");
            assertThat(values(to)).usingRecursiveComparison().isEqualTo(before);

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
                    .contains("layers not loaded, which keep their initial values: mrcnn_class_logits, mrcnn_bbox_fc, mrcnn_mask");
            Map<String, float[]> after = values(to);
            assertThat(after.get("mrcnn_mask/kernel")).isEqualTo(before.get("mrcnn_mask/kernel"));
            assertThat(after.get("conv1/kernel")).isEqualTo(values(from).get("conv1/kernel"));
        }
    }

    @Test
    void everyMissingAndUnexpectedArrayIsListed() throws Exception {
        try (MaskRcnn model = model(1, "cell")) {
            assertThatThrownBy(() ->
                            WeightFiles.importInto(model, KerasWeightsTest.resource("keras2.h5"), WeightExclusion.NONE))
                    .hasMessageContaining("missing fpn_p2/kernel [3, 3, 8, 8]")
                    .hasMessageContaining("missing res5a_branch1/bias [6]")
                    .hasMessageContaining(
                            "shape of rpn_conv_shared/kernel: expected [3, 3, 8, 8] but found [3, 3, 8, 6]");
            assertThatThrownBy(() -> WeightFiles.importInto(
                            model, KerasWeightsTest.resource("applications.h5"), WeightExclusion.TOP))
                    .hasMessageContaining("unexpected res4w_branch2c/kernel [1, 1, 2, 4]");
        }
    }

    @Test
    void aBackboneLoadsWithoutTheTop() throws IOException {
        Path file = folder.resolve("backbone.h5");
        try (MaskRcnn from = model(1, "cell");
                MaskRcnn to = model(2, "cell")) {
            Map<String, INDArray> backbone = new HashMap<>(from.weights());
            backbone.keySet().removeIf(WeightExclusion.TOP);
            KerasWeightsWriter.write(file, backbone);
            assertThatThrownBy(() -> WeightFiles.importInto(to, file, WeightExclusion.NONE))
                    .hasMessageContaining("exclude \"top\"");
            WeightImport done = WeightFiles.importInto(to, file, WeightExclusion.TOP);
            assertThat(done.loaded()).hasSameElementsAs(backbone.keySet());
            assertThat(values(to).get("res2a_branch1/kernel"))
                    .isEqualTo(values(from).get("res2a_branch1/kernel"));
        }
    }

    @Test
    void aModelFileIsASourceToo() throws IOException {
        Path file = folder.resolve("model.mrcnn");
        try (MaskRcnn from = model(1, "cell", "ball");
                MaskRcnn to = model(2, "cat")) {
            from.save(file);
            WeightFiles.importInto(to, file, WeightExclusion.HEADS);
            assertThat(values(to).get("fpn_p3/kernel")).isEqualTo(values(from).get("fpn_p3/kernel"));
        }
    }

    @Test
    void anExclusionThatMatchesNothingIsRefused() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn model = model(1, "cell")) {
            WeightFiles.exportKeras(model, file);
            assertThatThrownBy(() -> WeightFiles.importInto(model, file, WeightExclusion.of("mrcnn_clas_.*")))
                    .hasMessageContaining("mrcnn_clas_.* matches no layer; there are [")
                    .hasMessageContaining("mrcnn_class_conv1");
        }
        assertThatThrownBy(() -> WeightExclusion.of("(")).hasMessageContaining("regular expression");
    }
}
