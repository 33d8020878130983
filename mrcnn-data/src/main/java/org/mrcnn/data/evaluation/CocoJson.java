package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.mrcnn.data.mask.Rle;

/** Reading of COCO files object by object, with messages that say where in the file the fault is. */
final class CocoJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private CocoJson() {}

    /** Reads a file; faults in it become IllegalArgumentException with the name of the file. */
    static void read(Path file, Body body) throws IOException {
        try (JsonParser parser = MAPPER.createParser(file.toFile())) {
            body.read(parser);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": not valid JSON: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Takes each object of the array that comes next, with its place in the file. */
    static void forEach(JsonParser parser, String name, BiConsumer<JsonNode, String> action) throws IOException {
        expect(parser.nextToken(), JsonToken.START_ARRAY, name);
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            String where = name + "[" + i + "]";
            expect(parser.currentToken(), JsonToken.START_OBJECT, where);
            action.accept(MAPPER.readTree(parser), where);
        }
    }

    static void expect(JsonToken found, JsonToken expected, String where) {
        if (found != expected) {
            throw new IllegalArgumentException(where + ": expected " + expected + ", found " + found);
        }
    }

    static long id(JsonNode object, String field, String where) {
        JsonNode value = object.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw fault(object, field, where, "expected a whole number");
        }
        return value.longValue();
    }

    static int smallId(JsonNode object, String field, String where) {
        long value = id(object, field, where);
        if (value != (int) value) {
            throw fault(object, field, where, "expected a 32-bit number");
        }
        return (int) value;
    }

    static double number(JsonNode object, String field, String where) {
        if (!object.path(field).isNumber()) {
            throw fault(object, field, where, "expected a number");
        }
        return object.get(field).doubleValue();
    }

    /** A 0/1 or true/false flag; false if absent. */
    static boolean flag(JsonNode object, String field, String where) {
        JsonNode value = object.path(field);
        if (!value.isMissingNode() && !value.isBoolean() && !value.isIntegralNumber()) {
            throw fault(object, field, where, "expected 0 or 1");
        }
        return value.asBoolean();
    }

    /** The box, or null if there is none. */
    static CocoBox box(JsonNode object, String where) {
        if (absent(object.path("bbox"))) {
            return null;
        }
        double[] xywh = numbers(object, "bbox", where);
        if (xywh.length != 4) {
            throw fault(object, "bbox", where, "expected x, y, width, height");
        }
        return new CocoBox(xywh[0], xywh[1], xywh[2], xywh[3]);
    }

    static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty());
    }

    /** A mask stored as size and counts, compressed or as a list. */
    static Rle rle(JsonNode segmentation, String where) {
        double[] size = numbers(segmentation, "size", where);
        JsonNode counts = segmentation.path("counts");
        return named(where + ".segmentation", ignored -> {
            if (size.length != 2 || size[0] != (int) size[0] || size[1] != (int) size[1]) {
                throw new IllegalArgumentException("size must be height, width");
            }
            if (counts.isTextual()) {
                return Rle.fromString(counts.textValue(), (int) size[0], (int) size[1]);
            }
            return new Rle((int) size[0], (int) size[1], runs(numbers(segmentation, "counts", "")));
        });
    }

    private static int[] runs(double[] numbers) {
        int[] runs = new int[numbers.length];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = (int) numbers[i];
            if (runs[i] != numbers[i]) {
                throw new IllegalArgumentException("counts[" + i + "] is " + numbers[i] + ", expected a whole number");
            }
        }
        return runs;
    }

    /** The polygons of a segmentation that is a list of lists of numbers. */
    static List<double[]> polygons(JsonNode object, String where) {
        List<double[]> polygons = new ArrayList<>();
        for (JsonNode part : object.get("segmentation")) {
            polygons.add(numbers(part, object, "segmentation", where));
        }
        return polygons;
    }

    private static double[] numbers(JsonNode object, String field, String where) {
        return numbers(object.path(field), object, field, where);
    }

    private static double[] numbers(JsonNode list, JsonNode object, String field, String where) {
        if (!list.isArray()) {
            throw fault(object, field, where, "expected a list of numbers");
        }
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!list.get(i).isNumber()) {
                throw fault(object, field, where, "expected numbers only");
            }
            numbers[i] = list.get(i).doubleValue();
        }
        return numbers;
    }

    /** Runs a step and puts the place in the file before the message of its fault. */
    static <T> T named(String where, Function<String, T> step) {
        try {
            return step.apply(where);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException fault(JsonNode object, String field, String where, String expected) {
        String found = object.has(field) ? object.get(field).toString() : "nothing";
        return new IllegalArgumentException(where + "." + field + ": " + expected + ", found "
                + (found.length() > 60 ? found.substring(0, 60) + "..." : found));
    }

    /** What to do with an open file. */
    interface Body {
        void read(JsonParser parser) throws IOException;
    }
}
