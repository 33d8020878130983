// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Where each key and each entry of a list of a YAML text stands; refuses a key that is given twice. */
final class YamlLines {
    private final JsonParser parser;
    private final Map<String, Integer> lines = new HashMap<>();
    /** Paths of the groups and lists around the current token. */
    private final Deque<String> around = new ArrayDeque<>();
    /** For each of them the number of its next entry; -1 for a group. */
    private final Deque<Integer> entries = new ArrayDeque<>();

    private String key = "";
    /** Whether the outermost value is complete. */
    private boolean ended;

    private YamlLines(JsonParser parser) {
        this.parser = parser;
    }

    /** Line, from 1, of each key and entry by its path, such as {@code train.optimizer.kind} or {@code rpn.strides[0]}. */
    static Map<String, Integer> of(JsonFactory factory, String yaml) throws JsonProcessingException {
        try (JsonParser parser = factory.createParser(yaml)) {
            YamlLines reader = new YamlLines(parser);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (reader.ended) {
                    throw new JsonParseException(parser, "a second document, which would not be read");
                }
                reader.accept(token);
                reader.ended = reader.around.isEmpty();
            }
            return reader.lines;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text in memory cannot fail to be read
        }
    }

    private void accept(JsonToken token) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            // The parser gives its name as a text.
            throw new JsonParseException(
                    parser, "the alias *" + parser.getText() + " is not supported; repeat what it stands for");
        }
        switch (token) {
            case FIELD_NAME -> {
                String group = around.peek();
                key = group.isEmpty() ? parser.currentName() : group + "." + parser.currentName();
                Integer before = lines.put(key, line());
                if (before != null) {
                    throw new JsonParseException(parser, key + " is given twice, first on line " + before);
                }
            }
            case START_OBJECT, START_ARRAY -> {
                around.push(path());
                entries.push(token == JsonToken.START_ARRAY ? 0 : -1);
            }
            case END_OBJECT, END_ARRAY -> {
                around.pop();
                entries.pop();
            }
            default -> path();
        }
    }

    /** Path of the value that begins here; notes the line of an entry of a list. */
    private String path() {
        if (entries.isEmpty() || entries.peek() < 0) {
            return key;
        }
        int index = entries.pop();
        entries.push(index + 1);
        String path = around.peek() + "[" + index + "]";
        lines.put(path, line());
        return path;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
