// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The naming pattern of mask files: a path with <code>{name}</code> for the path of the image without its extension,
 * <code>{object}</code> or <code>*</code> if a file contains one object, and <code>{class}</code> for its class.
 */
final class MaskPattern {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}|\\*");
    private static final Set<String> KNOWN = Set.of("name", "object", "class");

    private final String text;

    /** Creates a pattern; checks the placeholders. */
    MaskPattern(String text) {
        this.text = text.replace('\\', '/');
        PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).forEach(found -> {
            if (found != null && !KNOWN.contains(found)) {
                throw wrong("{" + found + "}");
            }
        });
        if (!text.contains("{name}")) {
            throw wrong("'" + text + "'");
        }
    }

    private static IllegalArgumentException wrong(String found) {
        return new IllegalArgumentException(
                "Mask pattern: expected {name}, and perhaps {object}, {class} or *, such as {name}_mask.png, found "
                        + found);
    }

    /**
     * A mask file.
     *
     * @param image path of its image without the extension
     * @param label its class; null if the pattern has none
     */
    record Match(String image, String label) {}

    /** Returns whether every file contains one object. */
    boolean hasOneObject() {
        return text.contains("{object}") || text.contains("*");
    }

    boolean hasClass() {
        return text.contains("{class}");
    }

    /**
     * Matches the path of a file, with slashes. If it could belong to several images, uses the one with the longest name.
     *
     * @return the match; null if the path matches for no image
     */
    Match match(String path, Predicate<String> isImage) {
        for (int longest = path.length(); longest > 0; ) {
            Matcher found = regex(longest).matcher(path);
            if (!found.matches()) {
                return null;
            }
            String name = found.group("name");
            if (isImage.test(name)) {
                return new Match(name, hasClass() ? found.group("class") : null);
            }
            longest = name.length() - 1;
        }
        return null;
    }

    private Pattern regex(int longestName) {
        StringBuilder regex = new StringBuilder();
        int end = 0;
        for (MatchResult found : PLACEHOLDER.matcher(text).results().toList()) {
            regex.append(Pattern.quote(text.substring(end, found.start())));
            end = found.end();
            regex.append(
                    switch (String.valueOf(found.group(1))) {
                        case "name" -> first(found) ? "(?<name>.{1," + longestName + "})" : "\\k<name>";
                        case "class" -> first(found) ? "(?<class>[^/]+)" : "\\k<class>";
                        case "object" -> "[^/]+";
                        default -> "[^/]*";
                    });
        }
        return Pattern.compile(regex.append(Pattern.quote(text.substring(end))).toString());
    }

    private boolean first(MatchResult placeholder) {
        return text.indexOf(placeholder.group()) == placeholder.start();
    }

    @Override
    public String toString() {
        return text;
    }
}
