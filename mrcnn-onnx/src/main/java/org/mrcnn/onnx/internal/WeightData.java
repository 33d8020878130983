// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * The additional files that contain the weights of large models. Each export uses a free name, so that an existing ONNX file
 * keeps its weights until it is replaced, and files of the user are never changed.
 */
final class WeightData {

    private static final int MAX_NAMES = 100;

    /** Reads the content of a field, or skips it. */
    @FunctionalInterface
    private interface Field {
        void read(int number, int tag) throws IOException;
    }

    private final CodedInputStream in;
    private final Set<String> locations = new HashSet<>();
    private String producer = "";

    private WeightData(CodedInputStream in) {
        this.in = in;
    }

    /**
     * Returns a free name for new weights: {@code FILE.data}, otherwise {@code FILE.2.data} and so on.
     *
     * @throws IOException if none is free
     */
    static Path free(Path file) throws IOException {
        return names(file)
                .filter(data -> !Files.exists(data, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .orElseThrow(() ->
                        new IOException(file + ": expected a free name for the file of its weights, found " + MAX_NAMES
                                + " files such as " + names(file).findFirst().orElseThrow() + "; delete old ones"));
    }

    /** Returns the additional weight files of a file; none if it does not exist or was written by other software. */
    static List<Path> of(Path file) throws IOException {
        List<Path> existing =
                new ArrayList<>(names(file).filter(Files::isRegularFile).toList());
        if (existing.isEmpty() || !Files.isRegularFile(file)) {
            return List.of();
        }
        Set<String> locations = locations(file);
        existing.removeIf(data -> !locations.contains(data.getFileName().toString()));
        return existing;
    }

    private static Stream<Path> names(Path file) {
        return IntStream.rangeClosed(1, MAX_NAMES)
                .mapToObj(i -> file.resolveSibling(file.getFileName() + (i == 1 ? "" : "." + i) + ".data"));
    }

    private static Set<String> locations(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            WeightData data = new WeightData(CodedInputStream.newInstance(in));
            data.fields(data::model);
            return data.producer.equals(OnnxFile.PRODUCER) ? data.locations : Set.of();
        } catch (InvalidProtocolBufferException e) {
            return Set.of(); // not an ONNX file, or damaged
        }
    }

    private void model(int number, int tag) throws IOException {
        switch (number) {
            case ModelProto.PRODUCER_NAME_FIELD_NUMBER -> producer = in.readString();
            case ModelProto.GRAPH_FIELD_NUMBER -> message(this::graph);
            default -> in.skipField(tag);
        }
    }

    private void graph(int number, int tag) throws IOException {
        if (number == GraphProto.INITIALIZER_FIELD_NUMBER) {
            message(this::tensor);
        } else {
            in.skipField(tag);
        }
    }

    private void tensor(int number, int tag) throws IOException {
        if (number == TensorProto.EXTERNAL_DATA_FIELD_NUMBER) {
            message(this::external);
        } else {
            in.skipField(tag);
        }
    }

    /** Reads an entry of the external data. Among the values of entries, only that of the key location is a file name. */
    private void external(int number, int tag) throws IOException {
        if (number == StringStringEntryProto.VALUE_FIELD_NUMBER) {
            locations.add(in.readString());
        } else {
            in.skipField(tag);
        }
    }

    private void message(Field field) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        fields(field);
        in.popLimit(outer);
    }

    private void fields(Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            field.read(WireFormat.getTagFieldNumber(tag), tag);
        }
    }
}
