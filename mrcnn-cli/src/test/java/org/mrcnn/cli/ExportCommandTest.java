// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;

class ExportCommandTest extends CommandCase {
    private Path model;

    @BeforeEach
    void save() throws Exception {
        model = folder.resolve("model.mrcnn");
        MaskRcnnConfig small = MaskRcnnConfig.fromYaml(
                "model: {backbone: resnet18, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}\n", "test");
        try (MaskRcnn made = MaskRcnn.create(small, List.of("BG", "cell", "Körper 核"))) {
            made.save(model);
        }
    }

    @Test
    void writesTheOptionsIntoTheFile() throws Exception {
        Path file = folder.resolve("model.onnx");
        assertThat(mrcnn("export", model.toString(), file.toString(), "--preprocess", "--masks", "full"))
                .as(err.toString())
                .isZero();
        ModelProto written = ModelProto.parseFrom(Files.readAllBytes(file));
        assertThat(written.getGraph().getInputList()).singleElement().satisfies(input -> assertThat(input.getName())
                .isEqualTo("image"));
        assertThat(written.getGraph().getOutput(3).getType().getTensorType().getElemType())
                .isEqualTo(onnx.Onnx.TensorProto.DataType.BOOL_VALUE);
        assertThat(written.getMetadataPropsList()).anySatisfy(entry -> {
            assertThat(entry.getKey()).isEqualTo("labels");
            assertThat(entry.getValue()).isEqualTo("[\"BG\",\"cell\",\"Körper 核\"]");
        });
    }

    @Test
    void otherEndingsAreNamed() {
        assertThat(mrcnn("export", model.toString(), folder.resolve("model.pb").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("expected ONNX with the ending .onnx, found ");
    }

    @Test
    void theModelIsNotReplaced() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.onnx"), model);
        assertThat(mrcnn("export", model.toString(), link.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("ONNX: " + link + " is the file of MODEL");
        assertThat(mrcnn("export", model.toString(), folder.toString() + "/o n/ü.onnx"))
                .as(err.toString())
                .isZero();
    }

    @Test
    void anEngineThatIsNotOnTheClassPathNamesItsArtifact() {
        assertThat(mrcnn("detect", "--model", model.toString(), "--engine", "onnxruntime", model.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("add the dependency org.mrcnn:mrcnn-onnxruntime");
    }
}
