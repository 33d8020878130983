// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {

    private final OnnxGraph graph = new OnnxGraph("test");

    @TempDir
    private Path folder;

    @BeforeEach
    void addTwoWeights() {
        Tensor x = graph.input("x", DataType.FLOAT, 2);
        Tensor y = x.plus(graph.weight("a", new float[] {1, 2}, 2)).times(graph.weight("b", new float[] {3}, 1));
        graph.output("y", y, 2);
    }

    @Test
    void isOneFileOfOpset17() throws Exception {
        Path file = folder.resolve("m.onnx");
        OnnxFile.write(file, graph.build(), Map.of("key", "value"));
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(model.getMetadataProps(0).getValue()).isEqualTo("value");
        assertThat(model.getGraph().getInitializer(0).getRawData().size()).isEqualTo(8);
        assertThat(folder.resolve("m.onnx.data")).doesNotExist();
    }

    @Test
    void weightsTooLargeForMemoryAreNamed() {
        assertThatThrownBy(() -> OnnxFile.requireAtMost(11, graph.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected weights of at most 11 bytes for a model in memory, found 12");
    }

    @Test
    void largeWeightsAreInAFileBesideIt() throws Exception {
        Path file = folder.resolve("m.onnx");
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        TensorProto second =
                ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializer(1);
        assertThat(second.getDataLocation()).isEqualTo(TensorProto.DataLocation.EXTERNAL);
        assertThat(second.getExternalDataList())
                .extracting(e -> e.getKey() + "=" + e.getValue())
                .containsExactly("location=m.onnx.data", "offset=8", "length=4");
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("m.onnx.data")))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(data.getFloat(8)).isEqualTo(3);
    }
}
