// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with one group of settings, so that a user sees every fault at once. */
final class ConfigFaults {
    /** Of numbers on which neither memory nor time depends; no setting means more. */
    private static final int MAX_NUMBER = 1_000_000_000;

    private static final double MAX_FACTOR = 1e6;
    private static final int MAX_LIST = 100;
    private static final int MAX_SHOWN = 200;

    private final String group;
    private final List<String> messages = new ArrayList<>();

    /** @param group name of the group of settings, the prefix of each setting's name in messages; empty for the whole */
    ConfigFaults(String group) {
        this.group = group;
    }

    /** Notes a fault unless {@code holds}. */
    ConfigFaults require(boolean holds, String setting, String expected, Object found) {
        if (!holds) {
            messages.add((group.isEmpty() ? "" : group + ".") + setting + ": expected " + expected + ", found "
                    + shown(found));
        }
        return this;
    }

    /** Notes the faults that a check of some settings throws, each after the place of these settings. */
    ConfigFaults within(String place, Runnable check) {
        try {
            check.run();
        } catch (InvalidConfigException e) {
            e.faults().stream()
                    .filter(fault -> !messages.contains(fault)) // of a setting that the place does not change
                    .forEach(fault -> messages.add(place + ": " + fault));
        }
        return this;
    }

    /** A whole number that memory or time depends on: files come from strangers, so each has an upper bound. */
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

    /** A share or threshold: 0 to 1, both included. */
    ConfigFaults fraction(String setting, float value) {
        return require(value >= 0 && value <= 1, setting, "a number from 0 to 1", value);
    }

    ConfigFaults present(String setting, Object value) {
        return require(value != null, setting, "a value", "nothing");
    }

    /** A list without gaps of {@code count} numbers above 0; of 1 to {@link #MAX_LIST} where {@code count} is 0. */
    ConfigFaults positives(String setting, List<? extends Number> values, int count, double most) {
        boolean length = count == 0 || (values != null && values.size() == count);
        String expected =
                (count == 0 ? "1 to " + MAX_LIST : Integer.toString(count)) + " numbers above 0, up to " + plain(most);
        return require(length && arePositive(values, most), setting, expected, values);
    }

    /** As many numbers above 0 for each level, at most {@link #MAX_LIST} in all. */
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

    /** Factors by name. */
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

    /** Throws when something is wrong. */
    void check() {
        if (!messages.isEmpty()) {
            throw new InvalidConfigException(messages);
        }
    }

    /** A value of a file for a message: its beginning where it is long. */
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
