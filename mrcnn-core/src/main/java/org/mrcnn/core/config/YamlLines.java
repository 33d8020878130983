// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.mrcnn.data.internal.PlainYaml;

/** Determines the line of each key and each list entry in a YAML text. Rejects a key that occurs twice. */
final class YamlLines {
    private final JsonParser parser;
    private final Map<String, Integer> lines = new HashMap<>();
    /** Paths of the groups and lists that contain the current token, innermost first. */
    private final Deque<String> around = new ArrayDeque<>();
    /** For each of them, the index of the next entry; -1 for a group. */
    private final Deque<Integer> entries = new ArrayDeque<>();

    private String key = "";

    private YamlLines(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Returns the line, from 1, of each key and list entry by its path, such as {@code train.optimizer.kind} or {@code
     * rpn.strides[0]}.
     */
    static Map<String, Integer> of(YAMLFactory factory, String yaml) throws JsonProcessingException {
        try (JsonParser parser = factory.createParser(yaml)) {
            PlainYaml.require(factory, yaml);
            YamlLines reader = new YamlLines(parser);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                reader.accept(token);
            }
            return reader.lines;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading text in memory cannot fail
        }
    }

    private void accept(JsonToken token) throws IOException {
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

    /** Returns the path of the value that begins here. Records its line if it is a list entry. */
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
