// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the class names of a CVAT file from its elements {@code label}. A label with a parent is a point of a skeleton, which
 * is no class. For single use.
 */
final class CvatLabels {

    private static final Set<String> TEXTS = Set.of("name", "parent");

    private final Set<String> names = new LinkedHashSet<>();
    private StringBuilder text;
    private String name;
    private boolean part;

    /** @param within name of the element that contains the new one; null if there is none */
    void start(String element, String within) {
        if ("label".equals(within) && TEXTS.contains(element)) {
            text = new StringBuilder();
        }
    }

    void characters(char[] characters, int start, int length) {
        if (text != null) {
            text.append(characters, start, length);
        }
    }

    void end(String element) {
        if (text != null && element.equals("name")) {
            name = text.toString();
        } else if (text != null) {
            part = !text.toString().isBlank();
        } else if (element.equals("label")) {
            if (name != null && !part) {
                names.add(name);
            }
            name = null;
            part = false;
        }
        text = null;
    }

    List<String> names() {
        return List.copyOf(names);
    }
}
