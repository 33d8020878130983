// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The outermost fields of a JSON file up to one of them, by which a large file is recognized without reading all of it. */
final class JsonHead {

    private final JsonParser parser;
    private final Set<String> fields = new LinkedHashSet<>();
    private String last;
    private JsonNode value;

    private JsonHead(JsonParser parser) {
        this.parser = parser;
    }

    /** Asks the question after each outermost field. The first answer that is not empty ends the reading. */
    static <T> List<T> firstAnswer(Path file, Function<JsonHead, List<T>> question) {
        return Json.readHead(file, parser -> new JsonHead(parser).firstAnswer(question));
    }

    private <T> List<T> firstAnswer(Function<JsonHead, List<T>> question) throws IOException {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                last = parser.currentName();
                fields.add(last);
                value = null;
                parser.nextToken();
                List<T> answer = question.apply(this);
                if (!answer.isEmpty()) {
                    return answer;
                }
                parser.skipChildren();
            }
        }
        return List.of();
    }

    /** Returns the names of all outermost fields of a file; empty if it does not have any. */
    static Set<String> allFields(Path file) {
        Set<String> names = new LinkedHashSet<>();
        firstAnswer(file, head -> {
            names.addAll(head.fields());
            return List.of();
        });
        return names;
    }

    /** Returns the names of the fields so far. */
    Set<String> fields() {
        return fields;
    }

    /** Returns the name of the last field so far. */
    String last() {
        return last;
    }

    /** Returns whether the value of the last field is an object that contains a list or an object with this name. */
    boolean lastContains(String name) {
        if (value == null && parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        try {
            value = value == null ? Json.element(parser).node() : value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return value.path(name).isContainerNode();
    }
}
