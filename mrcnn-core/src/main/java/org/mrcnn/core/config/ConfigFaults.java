// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Collects the faults of a group of settings, so that a user sees all of them at once. */
final class ConfigFaults {
    /** Upper limit of numbers on which neither memory nor time depends; larger values make no sense for any setting. */
    private static final int MAX_NUMBER = 1_000_000_000;

    private static final double MAX_FACTOR = 1e6;
    private static final int MAX_LIST = 100;
    private static final int MAX_SHOWN = 200;

    private final String group;
    private final List<String> messages = new ArrayList<>();

    /**
     * @param group name of the group of settings, which precedes each setting's name in messages; empty for the whole
     *     configuration
     */
    ConfigFaults(String group) {
        this.group = group;
    }

    /** Adds a fault unless {@code holds}. */
    ConfigFaults require(boolean holds, String setting, String expected, Object found) {
        if (!holds) {
            messages.add((group.isEmpty() ? "" : group + ".") + setting + ": expected " + expected + ", found "
                    + shown(found));
        }
        return this;
    }

    /** Adds the faults that a check throws, each preceded by the place in which the checked settings are. */
    ConfigFaults within(String place, Runnable check) {
        try {
            check.run();
        } catch (InvalidConfigException e) {
            e.faults().stream()
                    .filter(fault -> !messages.contains(fault)) // skips those already found
                    .forEach(fault -> messages.add(place + ": " + fault));
        }
        return this;
    }

    /**
     * Requires a whole number within limits. For settings on which memory or time depends: as files may come from untrusted
     * sources, each of them has an upper limit.
     */
    ConfigFaults whole(String setting, int value, int least, int most) {
        return require(value >= least && value <= most, setting, "a whole number from " + least + " to " + most, value);
    }

    ConfigFaults positive(String setting, int value) {
        return whole(setting, value, 1, MAX_NUMBER);
    }

    ConfigFaults notNegative(String setting, Number value) {
        return notNegative(setting, value, MAX_NUMBER);
    }

    ConfigFaults notNegative(String setting, Number value, double most) {
        double number = value.doubleValue();
        return require(number >= 0 && number <= most, setting, "a number from 0 to " + plain(most), value);
    }

    ConfigFaults above0(String setting, Number value) {
        return above0(setting, value, MAX_NUMBER);
    }

    ConfigFaults above0(String setting, Number value, double most) {
        return require(isPositive(value, most), setting, "a number above 0, up to " + plain(most), value);
    }

    /** Requires a fraction or threshold from 0 to 1, both inclusive. */
    ConfigFaults fraction(String setting, float value) {
        return require(value >= 0 && value <= 1, setting, "a number from 0 to 1", value);
    }

    ConfigFaults present(String setting, Object value) {
        return require(value != null, setting, "a value", "nothing");
    }

    /**
     * Requires a list of {@code count} numbers above 0, without nulls; if {@code count} is 0, of 1 to {@link #MAX_LIST}
     * numbers.
     */
    ConfigFaults positives(String setting, List<? extends Number> values, int count, double most) {
        boolean length = count == 0 || (values != null && values.size() == count);
        String expected =
                (count == 0 ? "1 to " + MAX_LIST : Integer.toString(count)) + " numbers above 0, up to " + plain(most);
        return require(length && arePositive(values, most), setting, expected, values);
    }

    /** Requires numbers above 0, the same number of them for each level, at most {@link #MAX_LIST} in all. */
    ConfigFaults positivesByLevel(String setting, List<? extends Number> values, int levels, double most) {
        boolean length = values != null && values.size() % levels == 0;
        String expected = levels + " numbers above 0, up to " + plain(most) + ", or as many for each level";
        return require(length && arePositive(values, most), setting, expected, values);
    }

    private static boolean arePositive(List<? extends Number> values, double most) {
        return values != null
                && !values.isEmpty()
                && values.size() <= MAX_LIST
                && values.stream().allMatch(v -> v != null && isPositive(v, most));
    }

    ConfigFaults noGaps(String setting, Collection<?> values) {
        return require(
                values != null && values.stream().allMatch(v -> v != null), setting, "a list without gaps", values);
    }

    /** Requires a map from names to factors. */
    ConfigFaults factors(String setting, Map<String, Double> values) {
        present(setting, values);
        if (values != null) {
            values.forEach((name, value) -> require(
                    value != null && value >= 0 && value <= MAX_FACTOR,
                    setting + "." + name,
                    "a number from 0 to " + plain(MAX_FACTOR),
                    value));
        }
        return this;
    }

    /** Throws InvalidConfigException if there are faults. */
    void check() {
        if (!messages.isEmpty()) {
            throw new InvalidConfigException(messages);
        }
    }

    /** Returns a value for a message, shortened to its beginning if it is long. */
    static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= MAX_SHOWN
                ? text
                : text.substring(0, MAX_SHOWN) + "... (" + text.length() + " characters)";
    }

    private static boolean isPositive(Number value, double most) {
        return value.doubleValue() > 0 && value.doubleValue() <= most;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
