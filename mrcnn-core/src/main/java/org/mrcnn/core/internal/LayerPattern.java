// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A choice of layers as a user writes it: a name that stands for some of them, or a regular expression that must match a whole
 * layer name. A weight {@code res3a_branch2a/kernel} belongs to the layer {@code res3a_branch2a}.
 */
public final class LayerPattern {

    private final String setting;
    private final String text;
    private final Pattern pattern;

    private LayerPattern(String setting, String text, Pattern pattern) {
        this.setting = setting;
        this.text = text;
        this.pattern = pattern;
    }

    /**
     * Reads a choice.
     *
     * @param setting where it is written, for messages
     * @param named expressions by the name that stands for them
     * @throws IllegalArgumentException where it is neither a name nor an expression
     */
    public static LayerPattern of(String setting, Map<String, String> named, String text) {
        try {
            return new LayerPattern(setting, text, Pattern.compile(named.getOrDefault(text, text)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    setting + ": expected " + String.join(", ", new TreeSet<>(named.keySet()))
                            + " or a regular expression over layer names, found " + text + ": " + e.getDescription(),
                    e);
        }
    }

    /** Whether the weight's layer is chosen. */
    public boolean matches(String weight) {
        return pattern.matcher(layerOf(weight)).matches();
    }

    /** Whether it stands for no layer at all. */
    public boolean isEmpty() {
        return pattern.pattern().isEmpty();
    }

    /** The error for a choice of none of these weights: it lists the layers that there are. */
    public IllegalArgumentException matchesNone(Collection<String> weights) {
        TreeSet<String> names = new TreeSet<>();
        weights.forEach(weight -> names.add(layerOf(weight)));
        return new IllegalArgumentException(setting + ": " + text + " matches no layer; there are " + names);
    }

    /** The layer of a weight: its name up to the last slash. */
    public static String layerOf(String weight) {
        int slash = weight.lastIndexOf('/');
        return slash < 0 ? weight : weight.substring(0, slash);
    }

    @Override
    public String toString() {
        return text;
    }
}
