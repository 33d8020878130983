// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.interop.WeightFiles;

class ImportKerasTest {

    @Test
    void allButTheHeadsComesFromTheFile(@TempDir Path folder) throws Exception {
        Path keras = folder.resolve("weights.h5");
        Path written = folder.resolve("model.mrcnn");
        try (MaskRcnn trained = SmallModel.create(List.of("BG", "cat", "dog"))) {
            trained.weights().get("conv1/kernel").muli(0.5); // so that they differ from the random weights of the seed
            WeightFiles.exportKeras(trained, keras);
            ImportKeras.main(
                    new String[] {SmallModel.config(folder).toString(), keras.toString(), written.toString(), "cell"});
            try (MaskRcnn model = MaskRcnn.load(written)) {
                assertThat(model.labels()).containsExactly("BG", "cell");
                assertThat(model.weights().get("conv1/kernel").data().asFloat())
                        .isEqualTo(trained.weights().get("conv1/kernel").data().asFloat());
                assertThat(model.weights().get("mrcnn_class_logits/kernel").size(1))
                        .isEqualTo(2);
            }
        }
    }
}
