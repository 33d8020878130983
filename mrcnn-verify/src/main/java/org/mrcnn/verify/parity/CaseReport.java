// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The result of one case.
 *
 * @param name topic/case
 * @param verdict pass or FAIL
 * @param comparisons the comparisons; empty if the case could not be run
 * @param fault why the case could not be run; empty otherwise
 */
record CaseReport(String name, Verdict verdict, List<Comparison> comparisons, String fault) {
    /** The verdict on a case. */
    enum Verdict {
        PASS("pass"),
        FAIL("FAIL");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    static CaseReport of(String name, List<Comparison> comparisons) {
        boolean pass = !comparisons.isEmpty() && comparisons.stream().allMatch(Comparison::pass);
        String fault = comparisons.isEmpty() ? "nothing was compared" : "";
        return new CaseReport(name, pass ? Verdict.PASS : Verdict.FAIL, comparisons, fault);
    }

    static CaseReport failed(String name, String fault) {
        return new CaseReport(name, Verdict.FAIL, List.of(), fault);
    }

    /** Returns one line with the numbers of the array that is closest to its limit, followed by fractions of equal rows. */
    String line() {
        String start = String.format(Locale.ROOT, "%-8s %-50s", verdict.word, name);
        if (comparisons.isEmpty()) {
            return (start + " " + fault).stripTrailing();
        }
        Comparison worst = comparisons.stream()
                .max(Comparator.comparingDouble(Comparison::strain).thenComparingDouble(Comparison::absolute))
                .orElseThrow();
        String shares = comparisons.stream()
                .filter(Share::isShare)
                .map(c -> "; " + c.array())
                .collect(Collectors.joining());
        return start + " " + numbers(worst) + shares;
    }

    /** Returns one line per array. */
    List<String> details() {
        return comparisons.stream()
                .map(c -> "           " + (c.pass() ? "" : "FAIL ") + numbers(c))
                .toList();
    }

    private static String numbers(Comparison c) {
        String numbers = String.format(
                Locale.ROOT,
                "abs %-8s rel %-8s allowed %s: %s",
                number(c.absolute()),
                number(c.relative()),
                c.allowed(),
                c.array());
        return c.fault().isEmpty() ? numbers : numbers + ", " + c.fault();
    }

    private static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.2g", value);
    }
}
