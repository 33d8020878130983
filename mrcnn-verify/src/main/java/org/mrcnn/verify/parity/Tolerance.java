// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The allowed difference of a value: {@code absolute + relative * |expected| + ofLargest * (largest |expected| of the array)}.
 *
 * @param absolute in the unit of the value
 * @param relative fraction of the expected value
 * @param ofLargest fraction of the largest expected value in the array
 */
record Tolerance(double absolute, double relative, double ofLargest) {
    /** Equal bit for bit. */
    static final Tolerance EXACT = absolute(0);

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?(e[-+]?\\d+)?");

    static Tolerance absolute(double value) {
        return new Tolerance(value, 0, 0);
    }

    static Tolerance relative(double value) {
        return new Tolerance(0, value, 0);
    }

    static Tolerance ofLargest(double value) {
        return new Tolerance(0, 0, value);
    }

    /**
     * Parses a text in a {@code case.json}: "exact", or a number, which is absolute unless the text contains "relative" or
     * "relative to the largest".
     *
     * @return empty if the text contains neither "exact" nor a number
     */
    static Optional<Tolerance> parse(String words) {
        if (words.startsWith("exact")) {
            return Optional.of(EXACT);
        }
        Matcher number = NUMBER.matcher(words);
        if (!number.find()) {
            return Optional.empty();
        }
        double value = Double.parseDouble(number.group());
        if (words.contains("relative to the largest")) {
            return Optional.of(ofLargest(value));
        }
        boolean both = words.contains("absolute and relative");
        boolean relative = words.contains("relative");
        return Optional.of(new Tolerance(both || !relative ? value : 0, relative ? value : 0, 0));
    }

    double at(double expected, double largest) {
        return absolute + relative * Math.abs(expected) + ofLargest * largest;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, absolute, "");
        append(text, relative, " relative");
        append(text, ofLargest, " of the largest");
        return text.isEmpty() ? "exact" : text.toString();
    }

    private static void append(StringBuilder text, double value, String unit) {
        if (value > 0) {
            text.append(text.isEmpty() ? "" : " + ")
                    .append(String.format(Locale.ROOT, "%.3g", value))
                    .append(unit);
        }
    }
}
