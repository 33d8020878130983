// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.interop.TinyModel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class KerasWeightsWriterTest {

    @TempDir
    private Path folder;

    @Test
    void anExportLooksLikeThoseOfKeras() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn model = TinyModel.create(1, "cell")) {
            KerasWeightsWriter.write(file, model.weights());
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
    void aFullDiskIsNamedAndHoldsNoFileOpen() throws IOException {
        Path full = Path.of("/dev/full");
        Path open = Path.of("/proc/self/fd");
        assumeTrue(Files.exists(full) && Files.exists(open));
        Map<String, INDArray> weights = Map.of("conv/bias", Nd4j.create(DataType.FLOAT, 8));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> KerasWeightsWriter.write(full, weights))
                    .isInstanceOf(IOException.class)
                    .hasMessage("/dev/full: cannot be written: No space left on device");
        }
        try (Stream<Path> descriptors = Files.list(open)) {
            assertThat(descriptors.filter(d -> names(d, full))).isEmpty();
        }
    }

    private static boolean names(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false; // the descriptor of the directory listing itself is already closed
        }
    }
}
