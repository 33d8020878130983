// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;

/** Checks of settings; messages name the transform and its setting. */
final class Checks {

    private Checks() {}

    static void require(boolean holds, String setting, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(setting + ": expected " + expected + ", found " + found);
        }
    }

    static void fraction(String setting, double value) {
        require(value >= 0 && value <= 1, setting, "a number from 0 to 1", value);
    }

    static void within(String setting, double value, double low, double high) {
        require(value >= low && value <= high, setting, "a number from " + plain(low) + " to " + plain(high), value);
    }

    /** Checks and copies a pair of numbers, the second not smaller than the first. */
    static List<Double> range(String setting, List<Double> pair, double low, double high) {
        boolean holds = pair != null
                && pair.size() == 2
                && pair.get(0) != null
                && pair.get(1) != null
                && pair.get(0) >= low
                && pair.get(0) <= pair.get(1)
                && pair.get(1) <= high;
        require(holds, setting, "two rising numbers from " + plain(low) + " to " + plain(high), pair);
        return List.copyOf(pair);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
