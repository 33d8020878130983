// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Path;
import org.mrcnn.data.internal.file.AtomicFile;

/** JSON functions for all formats. */
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().build().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private Json() {}

    /** Writes values to a generator. */
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** Returns values as text, separated by commas. */
    static String text(Content content) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setRootValueSeparator(new SerializedString(","));
            content.writeTo(json);
        }
        return text.toString();
    }

    /** Writes a file. If this fails, an existing file stays as it was. */
    static void file(Path file, Content content) throws IOException {
        AtomicFile.stream(file, out -> write(out, content));
    }

    private static void write(OutputStream out, Content content) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            content.writeTo(json);
        }
    }

    /** Writes a number, an integer without fraction. */
    static void number(JsonGenerator json, double value) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }

    /** Writes numbers as a list. */
    static void numbers(JsonGenerator json, double... values) throws IOException {
        json.writeStartArray();
        for (double value : values) {
            number(json, value);
        }
        json.writeEndArray();
    }
}
