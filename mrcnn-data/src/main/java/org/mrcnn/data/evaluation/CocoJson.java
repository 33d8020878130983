// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.data.internal.file.FileKind;
import org.mrcnn.data.internal.file.Text;

/**
 * Opens COCO files and the lists in them, without building a tree in memory. Error messages name the file, and a place in it.
 */
final class CocoJson {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Python writes NaN and Infinity; accepting them here lets the error name the entry, not only the line.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private CocoJson() {}

    /** An action on an open file. */
    interface Body {
        void read(JsonParser parser) throws IOException;
    }

    /** An action on each object of a list, which must read all its fields with {@link CocoObject#nextField}. */
    interface Entry {
        void read(CocoObject object) throws IOException;
    }

    /** Reads a file. Errors in its content become IllegalArgumentExceptions with the name of the file. */
    static void read(Path file, Body body) throws IOException {
        try (JsonParser parser = FACTORY.createParser(file.toFile())) {
            body.read(parser);
            if (parser.nextToken() != null) { // concatenated files, whose later parts would be lost
                throw new JsonParseException(parser, "more behind the end of the first value");
            }
        } catch (JsonProcessingException | CharConversionException e) {
            String found = e instanceof JsonProcessingException json
                    ? Text.fault(json) + " at line "
                            + json.getLocation().getLineNr() + ", column "
                            + json.getLocation().getColumnNr()
                    : e.getMessage();
            String remedy = Text.isOtherEncoding(e) ? "; save the file as UTF-8" : "";
            String other = FileKind.of(file);
            throw new IllegalArgumentException(
                    file + ": not valid JSON: " + (other.isEmpty() ? found + remedy : other), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Calls {@code entry} for each object of the array that is the next value. */
    static void forEach(JsonParser parser, String name, Entry entry) throws IOException {
        expect(parser.nextToken(), JsonToken.START_ARRAY, name);
        CocoObject object = new CocoObject(parser, name);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            object.next();
            expect(parser.currentToken(), JsonToken.START_OBJECT, object.where());
            entry.read(object);
        }
    }

    static void expect(JsonToken found, JsonToken expected, String where) {
        if (found != expected) {
            throw new IllegalArgumentException(where + ": expected " + name(expected) + ", found " + name(found));
        }
    }

    private static String name(JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            case VALUE_NULL -> "null";
            default -> token.isNumeric() ? "a number" : token.isBoolean() ? "true or false" : "a text";
        };
    }
}
