package org.mrcnn.core.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Where each key of a YAML text stands; refuses a key that is given twice. */
final class YamlLines {
    private YamlLines() {}

    /** Line, from 1, of each key by its path, such as {@code train.optimizer.kind}. */
    static Map<String, Integer> of(JsonFactory factory, String yaml) throws JsonProcessingException {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = factory.createParser(yaml)) {
            walk(parser, lines);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text in memory cannot fail to be read
        }
        return lines;
    }

    private static void walk(JsonParser parser, Map<String, Integer> lines) throws IOException {
        Deque<String> groups = new ArrayDeque<>();
        String path = "";
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            switch (token) {
                case FIELD_NAME -> {
                    String group = groups.peek();
                    path = group.isEmpty() ? parser.currentName() : group + "." + parser.currentName();
                    Integer before =
                            lines.put(path, parser.currentTokenLocation().getLineNr());
                    if (before != null) {
                        throw new JsonParseException(parser, path + " is given twice, first on line " + before);
                    }
                }
                case START_OBJECT -> groups.push(path);
                case END_OBJECT -> path = groups.pop();
                case START_ARRAY -> path = path + "[]";
                case END_ARRAY -> path = path.substring(0, path.lastIndexOf("[]"));
                default -> {}
            }
        }
    }
}
