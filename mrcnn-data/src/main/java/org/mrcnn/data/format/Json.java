// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.internal.file.FileKind;
import org.mrcnn.data.internal.file.Text;

/** Reads JSON from untrusted sources: limits the nesting and the size of trees. */
final class Json {

    /** Annotation files have up to about ten levels, including the attributes of some tools. */
    private static final int MAX_NESTING = 64;

    /** Maximum number of numbers, texts and brackets of one image or annotation; about 100 MB as a tree. */
    private static final int MAX_VALUES = 4_000_000;

    private static final double MAX_PIXEL = 1e9;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
            // Python writes NaN and Infinity; accepting them here lets the error name the annotation, not only the
            // line.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // If a name occurs twice, as in files joined by hand, one of the lists would be lost.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private Json() {}

    /** An action on an open file. */
    interface Body<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** Reads a file to its end; damaged JSON becomes a {@link BadDataException} with line and column. */
    static <T> T read(Path file, Body<T> body) {
        return readHead(file, parser -> {
            T content = body.read(parser);
            if (parser.nextToken() != null) { // concatenated files, whose later parts would be lost
                throw new JsonParseException(parser, "more behind the end of the first value");
            }
            return content;
        });
    }

    /** Like {@link #read}, but reads only as much of the file as {@code body} requests. */
    static <T> T readHead(Path file, Body<T> body) {
        try (JsonParser parser = MAPPER.createParser(Files.newInputStream(file))) {
            return body.read(parser);
        } catch (StreamConstraintsException e) {
            throw Faults.of(DataProblem.TOO_LARGE, file, "nesting and numbers of annotations", Text.fault(e), e);
        } catch (JsonProcessingException e) {
            String where = "line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
            String found = Text.isOtherEncoding(e) ? Text.OTHER_ENCODING : Text.fault(e);
            String other = FileKind.of(file);
            throw Faults.of(
                    DataProblem.NOT_JSON, file, "complete JSON", other.isEmpty() ? found + " at " + where : other, e);
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    /**
     * Parses a JSON object that is contained in another file; a blank text is an object without fields. Throws
     * IllegalArgumentException if it is damaged, or is not one object.
     */
    static JsonNode parseObject(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            boolean blank = parser.nextToken() == null;
            JsonNode node = blank
                    ? JsonNodeFactory.instance.objectNode()
                    : element(parser).node();
            if (!node.isObject() || parser.nextToken() != null) {
                throw new IllegalArgumentException("no JSON object but " + Faults.shortened(text));
            }
            return node;
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON but " + Faults.shortened(text), e);
        }
    }

    /**
     * A value as a tree. If it was too large, {@code cut} is true, and only the fields of the outermost object are reliable.
     */
    record Element(JsonNode node, boolean cut) {}

    /** Reads the value at the current position of the parser. */
    static Element element(JsonParser parser) throws IOException {
        if (!parser.hasCurrentToken()) {
            throw new JsonEOFException(parser, null, "nothing");
        }
        TreeBuilder builder = new TreeBuilder();
        JsonNode node = builder.read(parser, 0);
        return new Element(node, builder.left < 0);
    }

    /** Builds a tree, and skips what exceeds the limit. */
    private static final class TreeBuilder {
        private int left = MAX_VALUES;

        JsonNode read(JsonParser parser, int depth) throws IOException {
            left = Math.max(-1, left - 1);
            if (left < 0 && depth > 1) {
                parser.skipChildren();
                return null;
            }
            JsonToken token = parser.currentToken();
            if (token == JsonToken.START_OBJECT) {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String field = parser.currentName();
                    parser.nextToken();
                    JsonNode value = read(parser, depth + 1);
                    if (value != null) {
                        object.set(field, value);
                    }
                }
                return object;
            }
            if (token == JsonToken.START_ARRAY) {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    JsonNode value = read(parser, depth + 1);
                    if (value != null) {
                        array.add(value);
                    }
                }
                return array;
            }
            return MAPPER.readTree(parser);
        }
    }

    /** Returns the numbers of a list; throws IllegalArgumentException if an element is not a number; the message names it. */
    static double[] numbers(JsonNode list, String what) {
        if (!list.isArray()) {
            throw new IllegalArgumentException(what + " that is no list of numbers");
        }
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(list.get(i), what);
        }
        return numbers;
    }

    /**
     * Returns the numbers of a list of points [x, y], concatenated; throws IllegalArgumentException if there is anything else.
     */
    static double[] points(JsonNode points) {
        if (!points.isArray()) {
            throw new IllegalArgumentException("corners that are no list of points");
        }
        double[] xy = new double[2 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            double[] point = numbers(points.get(i), "a point");
            if (point.length != 2) {
                throw new IllegalArgumentException("a point of " + point.length + " numbers");
            }
            System.arraycopy(point, 0, xy, 2 * i, 2);
        }
        return xy;
    }

    /** Returns a number, which may be quoted; throws IllegalArgumentException if there is none. */
    static double number(JsonNode node, String what) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        try {
            return Double.parseDouble(node.asText());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " with the coordinate " + Faults.shortened(node.toString()), e);
        }
    }

    /** Returns the bytes of a text in Base64; throws IllegalArgumentException if it is none, or was cut off. */
    static byte[] base64(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a mask that is no Base64, or cut off", e);
        }
    }

    /** Returns a coordinate rounded to a whole pixel; throws IllegalArgumentException if it is not finite or beyond any image. */
    static int pixel(double coordinate, String what) {
        if (!(Math.abs(coordinate) <= MAX_PIXEL)) {
            throw new IllegalArgumentException(what + " with the coordinate " + coordinate);
        }
        return (int) Math.rint(coordinate);
    }

    /**
     * Returns whether a flag is set, given as a truth value, a number, or one of these as text; throws IllegalArgumentException
     * if it is anything else.
     *
     * @param missing the value if there is no flag
     */
    static boolean flag(JsonNode node, boolean missing, String name) {
        if (node.isMissingNode() || node.isNull()) {
            return missing;
        }
        String text = node.asText("").strip().toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        if (!text.matches("[0-9]{1,9}(\\.0*)?")) {
            throw new IllegalArgumentException(
                    name + " " + Faults.shortened(node.toString()) + " where 0 or 1 belongs");
        }
        return Double.parseDouble(text) != 0;
    }

    /** Returns an id: a text, or a whole number as text; null if there is neither. */
    static String id(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().isBlank() ? null : node.textValue().strip();
        }
        if (!node.isNumber() || !node.canConvertToLong() || node.doubleValue() != Math.rint(node.doubleValue())) {
            return null;
        }
        return Long.toString(node.longValue());
    }
}
