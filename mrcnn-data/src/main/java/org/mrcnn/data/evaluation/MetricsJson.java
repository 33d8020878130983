// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes metrics as a flat JSON object: {@code bbox/AP, bbox/AP50, ..., segm/AP, ...}, and {@code bbox/stats}, {@code
 * segm/stats} with the 12 numbers in the order of pycocotools. For a single evaluation, {@code AP, AP50, ...} and {@code stats}
 * are written too. Numbers have 17 significant digits, so that files can be compared exactly.
 */
final class MetricsJson {
    private static final MathContext DIGITS = new MathContext(17);

    private MetricsJson() {}

    /**
     * Returns the text of the file.
     *
     * @throws IllegalArgumentException if two results have the same type
     */
    static String toJson(EvaluationResult... results) {
        List<String> lines = new ArrayList<>();
        if (Arrays.stream(results).map(r -> r.settings().type()).distinct().count() != results.length) {
            throw new IllegalArgumentException("two results of one IouType, expected at most one of each");
        }
        if (results.length == 1) {
            add(lines, "", results[0]);
        }
        for (EvaluationResult result : results) {
            add(lines, result.settings().type().key() + "/", result);
        }
        return "{\n" + String.join(",\n", lines) + "\n}\n";
    }

    private static void add(List<String> lines, String prefix, EvaluationResult result) {
        String key = "  \"" + prefix;
        String stats =
                Arrays.stream(result.stats()).mapToObj(MetricsJson::number).collect(Collectors.joining(", "));
        result.metrics().forEach((name, value) -> lines.add(key + name + "\": " + number(value)));
        lines.add(key + "stats\": [" + stats + "]");
    }

    /** Formats like C's %.17g; Java's %g pads the shortest form with zeros instead. */
    private static String number(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
    }
}
