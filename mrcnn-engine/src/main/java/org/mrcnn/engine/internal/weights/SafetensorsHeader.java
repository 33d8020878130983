// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.engine.weights.WeightFileException;

/** The header of a safetensors file: the positions of the tensors in the data that follows, and free-form metadata. */
public record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

    private static final String METADATA = "__metadata__";
    private static final JsonFactory JSON = new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    /** A limit on the number of axes, which is more than ND4J supports. */
    private static final int MAX_RANK = 32;

    /** One tensor: bytes {@code begin} (inclusive) to {@code end} (exclusive) of the data. */
    public record Entry(String name, TensorType type, List<Long> shape, long begin, long end) {

        Entry(String name, TensorType type, long[] shape, long begin, long end) {
            this(name, type, Arrays.stream(shape).boxed().toList(), begin, end);
        }

        /** Returns a copy of the shape. */
        public long[] sides() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    byte[] toJson() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> e : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(e.getKey(), e.getValue());
                }
                json.writeEndObject();
            }
            for (Entry e : entries) {
                json.writeObjectFieldStart(e.name());
                json.writeStringField("dtype", e.type().name());
                json.writeFieldName("shape");
                json.writeArray(e.sides(), 0, e.shape().size());
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {e.begin(), e.end()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /**
     * Reads and checks a header.
     *
     * @param source the file, for messages
     * @param dataBytes the size of the data that follows
     * @throws WeightFileException unless the tensors fill the data without gap or overlap
     */
    static SafetensorsHeader parse(String source, byte[] json, long dataBytes) {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        // Not by a reader of bytes, which would guess the encoding.
        try (JsonParser parser = JSON.createParser(new String(json, StandardCharsets.UTF_8))) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "an object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                expect(parser.nextToken(), JsonToken.START_OBJECT, "an object for " + name);
                if (name.equals(METADATA)) {
                    readMetadata(parser, metadata);
                } else {
                    entries.add(readEntry(parser, name));
                }
            }
            if (parser.nextToken() != null) {
                throw new WeightFileException("text follows the object");
            }
        } catch (IOException | WeightFileException e) {
            throw new WeightFileException("header of " + source + " is damaged: " + e.getMessage(), e);
        }
        checkLayout(source, entries, dataBytes);
        return new SafetensorsHeader(List.copyOf(entries), metadata);
    }

    private static void expect(JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw new WeightFileException("expected " + what + ", found " + found);
        }
    }

    private static void readMetadata(JsonParser parser, Map<String, String> metadata) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING, "a string for metadata " + key);
            metadata.put(key, parser.getText());
        }
    }

    private static Entry readEntry(JsonParser parser, String name) throws IOException {
        TensorType type = null;
        long[] shape = null;
        long[] offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "dtype" -> type = readType(name, parser.getText());
                case "shape" -> shape = readLongs(parser, value, field + " of " + name);
                case "data_offsets" -> offsets = readLongs(parser, value, field + " of " + name);
                default -> throw new WeightFileException("tensor " + name + " has an unknown field " + field);
            }
        }
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw new WeightFileException("tensor " + name + " needs dtype, shape, and two data_offsets");
        }
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static TensorType readType(String name, String text) {
        return Arrays.stream(TensorType.values())
                .filter(t -> t.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new WeightFileException("tensor " + name + " has dtype " + text + "; known are "
                        + Arrays.toString(TensorType.values())));
    }

    private static long[] readLongs(JsonParser parser, JsonToken first, String what) throws IOException {
        expect(first, JsonToken.START_ARRAY, "an array for " + what);
        long[] values = new long[MAX_RANK];
        int n = 0;
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            if (n == MAX_RANK || parser.getLongValue() < 0) {
                throw new WeightFileException(what + " has a negative number or more than " + MAX_RANK);
            }
            values[n++] = parser.getLongValue();
        }
        expect(parser.currentToken(), JsonToken.END_ARRAY, "whole numbers in " + what);
        return Arrays.copyOf(values, n);
    }

    private static void checkLayout(String source, List<Entry> entries, long dataBytes) {
        List<Entry> inOrder = new ArrayList<>(entries);
        inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long at = 0;
        for (Entry e : inOrder) {
            if (e.begin() != at) {
                throw new WeightFileException("tensor " + e.name() + " of " + source + " begins at byte " + e.begin()
                        + " of the data but should begin at " + at + ", where the one before it ends");
            }
            if (e.end() - e.begin() != bytes(source, e)) {
                throw new WeightFileException("tensor " + e.name() + " of " + source + " has shape " + e.shape()
                        + " of " + e.type() + " but " + (e.end() - e.begin()) + " bytes");
            }
            at = e.end();
        }
        if (at != dataBytes) {
            throw new WeightFileException("the tensors of " + source + " need " + at + " bytes of data but there are "
                    + dataBytes + (dataBytes < at ? ": the file is cut off" : ""));
        }
    }

    private static long bytes(String source, Entry e) {
        long bytes = e.type().width();
        boolean empty = e.shape().contains(0L);
        try {
            for (long side : e.shape()) {
                bytes = empty ? 0 : Math.multiplyExact(bytes, side);
            }
        } catch (ArithmeticException overflow) {
            throw new WeightFileException(
                    "tensor " + e.name() + " of " + source + " has the impossible shape " + e.shape(), overflow);
        }
        return bytes;
    }
}
