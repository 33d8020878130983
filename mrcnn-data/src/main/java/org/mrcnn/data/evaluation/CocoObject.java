// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.mrcnn.data.internal.StableHash;
import org.mrcnn.data.mask.Rle;

/** Reads one object after another of a list in a COCO file, field by field. Error messages give the place in the file. */
final class CocoObject {
    private final JsonParser parser;
    private final String list;
    private int index = -1;
    private String field = "";
    private final Set<String> fields = new HashSet<>(); // of the current object so far
    private double[] buffer = new double[64];

    CocoObject(JsonParser parser, String list) {
        this.parser = parser;
        this.list = list;
    }

    /** Begins the next object of the list. */
    void next() {
        index++;
        field = "";
        fields.clear();
    }

    /** Moves to the value of the next field and returns the name of the field; null at the end of the object. */
    String nextField() throws IOException {
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            return null;
        }
        field = parser.currentName();
        requireNew(field, fields, "");
        parser.nextToken();
        return field;
    }

    /** Refuses a name that occurs twice in an object, because one of its values would be lost. */
    private void requireNew(String name, Set<String> names, String inner) {
        if (!names.add(name)) {
            throw new IllegalArgumentException(
                    where() + "." + field + inner + ": expected one value, found another of this name");
        }
    }

    /** Returns the place in the file, such as {@code annotations[3]}. */
    String where() {
        return list + "[" + index + "]";
    }

    void skip() throws IOException {
        parser.skipChildren();
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Returns the text of the value, which may also be a number; empty if it is null. */
    String text() throws IOException {
        if (parser.currentToken().isStructStart()) {
            throw fault("expected a text");
        }
        return isNull() ? "" : parser.getText();
    }

    long id() throws IOException {
        JsonToken token = parser.currentToken();
        double value = token != null && token.isNumeric() ? parser.getDoubleValue() : Double.NaN;
        if (!(Math.abs(value) < 0x1p63) || value != Math.rint(value)) {
            throw fault("expected a whole number");
        }
        return token == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : (long) value;
    }

    /** Returns the id of an image: a whole number, or the number by which a data set refers to a text. */
    long imageId() throws IOException {
        boolean text = parser.currentToken() == JsonToken.VALUE_STRING
                && !parser.getText().isBlank();
        return text ? StableHash.imageId(parser.getText().strip()) : id();
    }

    boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    int smallId() throws IOException {
        long value = id();
        if (value != (int) value) {
            throw fault("expected a 32-bit number");
        }
        return (int) value;
    }

    double number() throws IOException {
        if (!parser.currentToken().isNumeric()) {
            throw fault("expected a number");
        }
        if (!Double.isFinite(parser.getDoubleValue())) {
            throw fault("expected a finite number");
        }
        return parser.getDoubleValue();
    }

    /** Returns the value of a 0/1 or true/false flag. */
    boolean flag() throws IOException {
        if (parser.currentToken().isBoolean()) {
            return parser.getBooleanValue();
        }
        if (!parser.currentToken().isNumeric() || Double.isNaN(parser.getDoubleValue())) {
            throw fault("expected 0 or 1");
        }
        return parser.getDoubleValue() != 0;
    }

    /** Returns the box; null if the value is null or empty. */
    CocoDetection.Box box() throws IOException {
        if (isNull()) {
            return null;
        }
        double[] xywh = numbers("");
        if (xywh.length == 0) {
            return null;
        }
        if (xywh.length != 4) {
            throw fault("expected x, y, width, height");
        }
        return named(() -> new CocoDetection.Box(xywh[0], xywh[1], xywh[2], xywh[3]));
    }

    boolean isList() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Returns the mask stored as size and counts, compressed or as a list; null if the value is null or empty. */
    Rle rle() throws IOException {
        if (isNull()) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw fault("expected run lengths (size and counts)");
        }
        double[] size = null;
        String text = null;
        double[] runs = null;
        Set<String> names = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            requireNew(name, names, "." + name);
            JsonToken token = parser.nextToken();
            if (name.equals("size")) {
                size = numbers(".size");
            } else if (name.equals("counts") && token == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else if (name.equals("counts")) {
                runs = numbers(".counts");
            } else {
                parser.skipChildren();
            }
        }
        return size == null && text == null && runs == null ? null : rle(size, text, runs);
    }

    private Rle rle(double[] size, String text, double[] runs) {
        if (size == null) {
            throw new IllegalArgumentException(
                    where() + "." + field + ".size: expected a list of numbers, found nothing");
        }
        if (text == null && runs == null) {
            throw new IllegalArgumentException(
                    where() + "." + field + ".counts: expected text or a list of numbers, found nothing");
        }
        return named(() -> {
            if (size.length != 2 || size[0] != (int) size[0] || size[1] != (int) size[1]) {
                throw new IllegalArgumentException("size must be height, width");
            }
            return text != null
                    ? Rle.fromString(text, (int) size[0], (int) size[1])
                    : new Rle((int) size[0], (int) size[1], whole(runs));
        });
    }

    private static int[] whole(double[] numbers) {
        int[] runs = new int[numbers.length];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = (int) numbers[i];
            if (runs[i] != numbers[i]) {
                throw new IllegalArgumentException("counts[" + i + "] is " + numbers[i] + ", expected a whole number");
            }
        }
        return runs;
    }

    /** Returns the polygons of a segmentation that is a list of lists of numbers. */
    List<double[]> polygons() throws IOException {
        List<double[]> polygons = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            polygons.add(numbers(""));
        }
        return polygons;
    }

    private double[] numbers(String inner) throws IOException {
        if (!isList()) {
            throw fault(inner, "expected a list of numbers");
        }
        int n = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isNumeric()) {
                throw fault(inner, "expected numbers only");
            }
            if (n == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * n);
            }
            buffer[n++] = parser.getDoubleValue();
            if (!Double.isFinite(buffer[n - 1])) {
                throw fault(inner, "expected finite numbers");
            }
        }
        return Arrays.copyOf(buffer, n);
    }

    /** Runs a step, and prepends the place in the file to the message of its exception. */
    private <T> T named(Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where() + "." + field + ": " + e.getMessage(), e);
        }
    }

    /** Creates the exception for a missing field. */
    IllegalArgumentException missing(String name, String expected) {
        return new IllegalArgumentException(where() + "." + name + ": expected " + expected + ", found nothing");
    }

    private IllegalArgumentException fault(String expected) throws IOException {
        return fault("", expected);
    }

    private IllegalArgumentException fault(String inner, String expected) throws IOException {
        String text = parser.getText();
        String found =
                switch (parser.currentToken()) {
                    case START_ARRAY -> "a list";
                    case START_OBJECT -> "an object";
                    case END_ARRAY -> "a list of another length";
                    case VALUE_STRING -> '"' + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + '"';
                    default -> text;
                };
        return new IllegalArgumentException(where() + "." + field + inner + ": " + expected + ", found " + found);
    }
}
