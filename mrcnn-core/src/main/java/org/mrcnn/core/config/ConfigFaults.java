// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with one group of settings, so that a user sees every fault at once. */
final class ConfigFaults {
    private final String group;
    private final List<String> messages = new ArrayList<>();

    /** @param group name of the group of settings, the prefix of each setting's name in messages; empty for the whole */
    ConfigFaults(String group) {
        this.group = group;
    }

    /** Notes a fault unless {@code holds}. */
    ConfigFaults require(boolean holds, String setting, String expected, Object found) {
        if (!holds) {
            messages.add(
                    (group.isEmpty() ? "" : group + ".") + setting + ": expected " + expected + ", found " + found);
        }
        return this;
    }

    ConfigFaults positive(String setting, int value) {
        return require(value > 0, setting, "a whole number above 0", value);
    }

    ConfigFaults notNegative(String setting, Number value) {
        return require(
                value.doubleValue() >= 0 && Double.isFinite(value.doubleValue()),
                setting,
                "a number not below 0",
                value);
    }

    ConfigFaults above0(String setting, Number value) {
        return require(isPositive(value.doubleValue()), setting, "a number above 0", value);
    }

    /** A share or threshold: 0 to 1, both included. */
    ConfigFaults fraction(String setting, float value) {
        return require(value >= 0 && value <= 1, setting, "a number from 0 to 1", value);
    }

    ConfigFaults present(String setting, Object value) {
        return require(value != null, setting, "a value", "nothing");
    }

    /** A list without gaps of {@code count} numbers above 0; any length but 0 where {@code count} is 0. */
    ConfigFaults positives(String setting, List<? extends Number> values, int count) {
        boolean length = values != null && !values.isEmpty() && (count == 0 || values.size() == count);
        boolean numbers = length && values.stream().allMatch(v -> v != null && isPositive(v.doubleValue()));
        String expected = (count == 0 ? "one or more" : Integer.toString(count)) + " numbers above 0";
        return require(numbers, setting, expected, values);
    }

    ConfigFaults noGaps(String setting, Collection<?> values) {
        return require(
                values != null && values.stream().allMatch(v -> v != null), setting, "a list without gaps", values);
    }

    /** Numbers of at least 0 by name. */
    ConfigFaults factors(String setting, Map<String, Double> values) {
        present(setting, values);
        if (values != null) {
            values.forEach((name, value) -> require(
                    value != null && value >= 0 && Double.isFinite(value),
                    setting + "." + name,
                    "a number not below 0",
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

    private static boolean isPositive(double value) {
        return value > 0 && Double.isFinite(value);
    }
}
