// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.engine.Precision;
import org.mrcnn.onnx.OnnxExport;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

class ExportedNetworkTest {

    private static final MaskRcnnConfig SMALL = MaskRcnnConfig.fromYaml(
            "model: {backbone: resnet18, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}\n", "test");

    @Test
    void anOpWithoutTranslationIsNamed() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1);
        sd.math().cosh("odd", x);
        assertThatThrownBy(() -> ExportedNetwork.graph(sd, List.of("x"), List.of("odd")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the op cosh, which computes odd, has no translation");
    }

    @Test
    void aSettingWithoutTranslationIsNamed() {
        MaskRcnnConfig unclamped = SMALL.withRoi(SMALL.roi().withSampling(RoiConfig.Sampling.LEGACY_UNCLAMPED));
        refuses(unclamped, false, "roi.sampling legacy_unclamped");
        refuses(
                SMALL.withImage(SMALL.image().withDimensions(128, 128).withMode(ImageConfig.Mode.CROP)),
                true,
                "found crop");
    }

    /** 16-bit arithmetic is a feature of this library; a file contains the unchanged weights. */
    @Test
    void precisionDoesNotChangeTheFile() {
        MaskRcnnConfig bf16 = SMALL.withModel(SMALL.model().withPrecision(Precision.BF16));
        try (MaskRcnn one = MaskRcnn.create(SMALL, List.of("BG", "cell"));
                MaskRcnn other = MaskRcnn.create(bf16, List.of("BG", "cell"))) {
            assertThat(ExportedNetwork.whole(other, true, true)).isEqualTo(ExportedNetwork.whole(one, true, true));
        }
    }

    @Test
    void weightsThatAreNotFiniteAreNamed(@TempDir Path folder) {
        Path file = folder.resolve("m.onnx");
        try (MaskRcnn model = MaskRcnn.create(SMALL, List.of("BG", "cell"))) {
            model.update(weights -> weights.get("mrcnn_mask/bias").assign(Float.NaN));
            assertThatThrownBy(() -> OnnxExport.write(model, file, OnnxExport.Options.defaults()))
                    .hasMessageContaining("m.onnx: expected finite weights, found")
                    .hasMessageContaining("mrcnn_mask/bias: 2 of 2");
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static void refuses(MaskRcnnConfig config, boolean preprocess, String message) {
        try (MaskRcnn model = MaskRcnn.create(config, List.of("BG", "cell"))) {
            assertThatThrownBy(() -> ExportedNetwork.whole(model, preprocess, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(message);
        }
    }
}
