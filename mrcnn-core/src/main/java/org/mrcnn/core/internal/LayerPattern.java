// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A selection of layers in the form that users write: a name that stands for some layers, or a regular expression that must
 * match a whole layer name. A weight {@code res3a_branch2a/kernel} belongs to the layer {@code res3a_branch2a}.
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
     * Parses a selection.
     *
     * @param setting name of the setting or option, for messages
     * @param named regular expressions by the name that stands for them
     * @throws IllegalArgumentException if the text is neither a name nor a regular expression
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

    /** Returns whether the weight's layer is selected. */
    public boolean matches(String weight) {
        return pattern.matcher(layerOf(weight)).matches();
    }

    /** Returns whether the selection is a name for no layers at all. */
    public boolean isEmpty() {
        return pattern.pattern().isEmpty();
    }

    /** Returns the exception for a selection that matches none of these weights. Its message lists the layers. */
    public IllegalArgumentException matchesNone(Collection<String> weights) {
        TreeSet<String> names = new TreeSet<>();
        weights.forEach(weight -> names.add(layerOf(weight)));
        return new IllegalArgumentException(setting + ": " + text + " matches no layer; there are " + names);
    }

    /** Returns the layer of a weight: its name up to the last slash. */
    public static String layerOf(String weight) {
        int slash = weight.lastIndexOf('/');
        return slash < 0 ? weight : weight.substring(0, slash);
    }

    @Override
    public String toString() {
        return text;
    }
}
