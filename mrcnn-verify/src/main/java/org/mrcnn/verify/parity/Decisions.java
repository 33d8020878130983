// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Thresholds at 0.5: a value that is closer to it than rounding may be on either side. */
final class Decisions {
    /** The number in "exact where |value-0.5| > 1e-6" or "within 1e-6 of 0.5". */
    private static final Pattern MARGIN = Pattern.compile("(?:>|within)\\s*(?<margin>\\d+(\\.\\d+)?(e[-+]?\\d+)?)");

    private Decisions() {}

    static double margin(String words, double otherwise) {
        Matcher margin = MARGIN.matcher(words);
        return margin.find() ? Double.parseDouble(margin.group("margin")) : otherwise;
    }

    /** Returns {@code actual}, with the expected value wherever the number before thresholding is within the margin of 0.5. */
    static float[] undecidedFrom(float[] expected, float[] actual, float[] before, double margin) {
        float[] decided = actual.clone();
        for (int i = 0; i < Math.min(decided.length, Math.min(expected.length, before.length)); i++) {
            if (Math.abs(before[i] - 0.5) <= margin) {
                decided[i] = expected[i];
            }
        }
        return decided;
    }
}
