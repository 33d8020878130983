// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Suggests names of settings, such as {@code train.optimizer.learningRate}, in messages about unknown names. */
public final class SettingNames {

    private SettingNames() {}

    /**
     * Returns a question with the settings that were probably meant: those with the same name in another spelling, or with the
     * last part of the name in another group.
     *
     * @param known all settings
     * @return empty, or the question, preceded by a semicolon
     */
    public static String hint(String name, JsonNode known) {
        String meant = paths(known, "").filter(path -> isMeant(path, name)).collect(Collectors.joining(" or "));
        return meant.isEmpty() ? "" : "; did you mean " + meant + "?";
    }

    private static boolean isMeant(String path, String name) {
        return plain(path).equals(plain(name)) || plain(last(path)).equals(plain(last(name)));
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static Stream<String> paths(JsonNode at, String prefix) {
        return at.properties().stream().flatMap(entry -> {
            String path = prefix + entry.getKey();
            return entry.getValue().isObject() ? paths(entry.getValue(), path + ".") : Stream.of(path);
        });
    }
}
