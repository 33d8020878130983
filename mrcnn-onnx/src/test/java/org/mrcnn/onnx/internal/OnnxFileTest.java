// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
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

    private Path beside(String name) {
        return folder.resolve(name);
    }

    @Test
    void aSmallModelOverALargeOneLeavesNoWeightsBehind() throws Exception {
        Path file = folder.resolve("m.onnx");
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        OnnxFile.write(file, graph.build(), Map.of());
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(beside("m.onnx.data")).doesNotExist();
    }

    /** A program that opens the file while it is replaced finds the matching weights. */
    @Test
    void aLargeModelOverALargeOneHasAFileOfWeightsOfItsOwn() throws Exception {
        Path file = folder.resolve("m.onnx");
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        assertThat(location(file)).isEqualTo("m.onnx.2.data");
        assertThat(beside("m.onnx.2.data")).hasSize(12);
        assertThat(beside("m.onnx.data")).doesNotExist();
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        assertThat(location(file)).isEqualTo("m.onnx.data");
        assertThat(beside("m.onnx.2.data")).doesNotExist();
    }

    @Test
    void aFileOfAUserStays() throws Exception {
        Path file = folder.resolve("m.onnx");
        Path own = Files.writeString(beside("m.onnx.data"), "notes");
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        assertThat(location(file)).isEqualTo("m.onnx.2.data");
        OnnxFile.write(file, graph.build(), Map.of());
        assertThat(own).hasContent("notes");
        assertThat(beside("m.onnx.2.data")).doesNotExist();
        Files.writeString(file, "no file of ONNX");
        OnnxFile.write(file, graph.build(), Map.of());
        assertThat(own).hasContent("notes");
    }

    /** Their weights may also belong to other files. */
    @Test
    void weightsOfOtherProgramsStay() throws Exception {
        Path file = folder.resolve("m.onnx");
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        ModelProto other = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder()
                .setProducerName("pytorch")
                .build();
        Files.write(file, other.toByteArray());
        OnnxFile.write(file, graph.build(), Map.of());
        assertThat(beside("m.onnx.data")).hasSize(12);
    }

    @Test
    void aFailureLeavesBothFilesAsTheyWere() throws Exception {
        Path file = folder.resolve("m.onnx");
        Map<String, String> unwritable = Collections.singletonMap("key", null);
        assertThatThrownBy(() -> OnnxFile.write(file, graph.build(), unwritable, 11))
                .isInstanceOf(NullPointerException.class);
        assertThat(folder).isEmptyDirectory();
        OnnxFile.write(file, graph.build(), Map.of(), 11);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> OnnxFile.write(file, graph.build(), unwritable, 11))
                .isInstanceOf(NullPointerException.class);
        assertThat(file).hasBinaryContent(before);
        assertThat(beside("m.onnx.data")).hasSize(12);
        assertThat(beside("m.onnx.2.data")).doesNotExist();
    }

    private static String location(Path file) throws Exception {
        return ModelProto.parseFrom(Files.readAllBytes(file))
                .getGraph()
                .getInitializer(0)
                .getExternalData(0)
                .getValue();
    }
}
