// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.Arrays;

/**
 * A comparison of one of our arrays with the expected one.
 *
 * @param array name of the array
 * @param absolute largest difference
 * @param relative largest difference as a fraction of the larger of the two values
 * @param allowed the tolerance
 * @param strain largest difference as a fraction of the tolerance; the comparison fails above 1
 * @param fault why the comparison fails for any numbers; empty otherwise
 */
record Comparison(String array, double absolute, double relative, Tolerance allowed, double strain, String fault) {

    /** Compares element by element; NaN equals NaN only. */
    static Comparison of(String array, double[] expected, double[] actual, Tolerance allowed) {
        if (expected.length != actual.length) {
            double infinite = Double.POSITIVE_INFINITY;
            String fault = "expected " + expected.length + " values, computed " + actual.length;
            return new Comparison(array, infinite, infinite, allowed, infinite, fault);
        }
        double largest = Arrays.stream(expected)
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double absolute = 0;
        double relative = 0;
        double strain = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = difference(expected[i], actual[i]);
            if (difference > 0) {
                double side = Math.max(Math.abs(expected[i]), Math.abs(actual[i]));
                absolute = Math.max(absolute, difference);
                relative = Math.max(relative, Double.isInfinite(difference) ? difference : difference / side);
                strain = Math.max(strain, difference / allowed.at(expected[i], largest));
            }
        }
        return new Comparison(array, absolute, relative, allowed, strain, "");
    }

    static Comparison of(String array, float[] expected, float[] actual, Tolerance allowed) {
        return of(array, doubles(expected), doubles(actual), allowed);
    }

    static Comparison of(String array, int[] expected, int[] actual, Tolerance allowed) {
        return of(
                array,
                Arrays.stream(expected).asDoubleStream().toArray(),
                Arrays.stream(actual).asDoubleStream().toArray(),
                allowed);
    }

    static Comparison of(String number, double expected, double actual, Tolerance allowed) {
        return of(number, new double[] {expected}, new double[] {actual}, allowed);
    }

    /** Returns whether every value is within the tolerance. */
    boolean pass() {
        return strain <= 1 && fault.isEmpty();
    }

    private static double difference(double expected, double actual) {
        if (Double.compare(expected, actual) == 0 || expected == actual) {
            return 0;
        }
        double difference = Math.abs(expected - actual);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }
}
