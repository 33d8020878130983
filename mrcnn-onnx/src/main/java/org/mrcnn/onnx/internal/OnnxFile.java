// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.mrcnn.data.internal.file.AtomicFile;

/** Writes a graph to an ONNX file, or, if it is too large, to two files. */
public final class OnnxFile {

    /** The version of the operators; the version of the file format is that of the same ONNX release, 1.12. */
    private static final long OPSET = 17;

    private static final long IR = 8;

    /** The producer name in a file. */
    static final String PRODUCER = "mrcnn";

    /**
     * Maximum number of bytes of weights in the file. A message of Protocol Buffers has at most 2 GB, part of which the nodes
     * need.
     */
    private static final long MOST_BYTES = Integer.MAX_VALUE - (64L << 20);

    private OnnxFile() {}

    /**
     * Returns the content of the file.
     *
     * @throws IllegalArgumentException if the weights are too large for one file
     */
    public static byte[] bytes(GraphProto graph, Map<String, String> metadata) {
        requireAtMost(MOST_BYTES, graph);
        return model(graph, metadata).toByteArray();
    }

    /**
     * Writes the file. If this fails, an existing file stays as it was. Weights of more than 2 GB are written to a second file,
     * whose name ends in {@code .data}. The second file of a replaced model is deleted.
     */
    public static void write(Path file, GraphProto graph, Map<String, String> metadata) throws IOException {
        write(file, graph, metadata, MOST_BYTES);
    }

    static void write(Path file, GraphProto graph, Map<String, String> metadata, long mostBytes) throws IOException {
        List<Path> replaced = WeightData.of(file);
        if (weightBytes(graph) > mostBytes) {
            writeTwo(file, graph, metadata);
        } else {
            AtomicFile.stream(file, model(graph, metadata)::writeTo);
        }
        for (Path data : replaced) {
            AtomicFile.delete(data);
        }
    }

    private static void writeTwo(Path file, GraphProto graph, Map<String, String> metadata) throws IOException {
        Path data = WeightData.free(file);
        boolean whole = false;
        try {
            AtomicFile.stream(data, out -> writeWeights(graph, out));
            ModelProto model = model(external(graph, data.getFileName().toString()), metadata);
            AtomicFile.stream(file, model::writeTo);
            whole = true;
        } finally {
            if (!whole) {
                AtomicFile.delete(data);
            }
        }
    }

    private static long weightBytes(GraphProto graph) {
        return graph.getInitializerList().stream()
                .mapToLong(tensor -> tensor.getRawData().size())
                .sum();
    }

    static void requireAtMost(long mostBytes, GraphProto graph) {
        long bytes = weightBytes(graph);
        if (bytes > mostBytes) {
            throw new IllegalArgumentException("ONNX: expected weights of at most " + mostBytes
                    + " bytes for a model in memory, found " + bytes + "; export the model to a file");
        }
    }

    private static void writeWeights(GraphProto graph, OutputStream out) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out);
        for (TensorProto tensor : graph.getInitializerList()) {
            tensor.getRawData().writeTo(buffered);
        }
        buffered.flush();
    }

    private static GraphProto external(GraphProto graph, String data) {
        GraphProto.Builder external = graph.toBuilder().clearInitializer();
        long offset = 0;
        for (TensorProto tensor : graph.getInitializerList()) {
            int length = tensor.getRawData().size();
            external.addInitializer(tensor.toBuilder()
                    .clearRawData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", data))
                    .addExternalData(entry("offset", Long.toString(offset)))
                    .addExternalData(entry("length", Integer.toString(length))));
            offset += length;
        }
        return external.build();
    }

    private static ModelProto model(GraphProto graph, Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR)
                .setProducerName(PRODUCER)
                .setProducerVersion(metadata.getOrDefault("mrcnn", ""))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(entry(key, value)));
        return model.build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
