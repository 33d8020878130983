// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.Arrays;

/**
 * Compares the rows of two results by the fraction of rows that have a counterpart, because near ties may swap or drop rows in
 * the lists of a float32 network.
 */
final class Share {
    private static final String EQUAL = " rows equal";

    private Share() {}

    /** Returns whether a comparison was created by {@link #of}; its name contains the fraction. */
    static boolean isShare(Comparison comparison) {
        return comparison.array().contains(EQUAL);
    }

    /**
     * Compares lists of rows as sets; rows of zeros are padding.
     *
     * @param off tolerance of each number in a row
     * @param least fraction of the rows of the longer list that must have a counterpart in the other list
     */
    static Comparison of(String array, float[] expected, float[] actual, double[] off, double least) {
        int width = off.length;
        boolean[] used = new boolean[actual.length / width];
        int rows = 0;
        int equal = 0;
        for (int i = 0; i < expected.length / width; i++) {
            if (isPadding(expected, i, width)) {
                continue;
            }
            rows++;
            for (int j = 0; j < used.length; j++) {
                if (!used[j] && isNear(expected, i, actual, j, off)) {
                    used[j] = true;
                    equal++;
                    break;
                }
            }
        }
        int found = 0;
        for (int j = 0; j < used.length; j++) {
            found += isPadding(actual, j, width) ? 0 : 1;
        }
        int all = Math.max(rows, found);
        String name = array + ", " + equal + " of " + rows + EQUAL + ", " + found + " found";
        return Comparison.of(name, all, equal, Tolerance.relative(1 - least));
    }

    private static boolean isPadding(float[] rows, int i, int width) {
        for (int k = i * width; k < (i + 1) * width; k++) {
            if (rows[k] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNear(float[] a, int i, float[] b, int j, double[] off) {
        for (int k = 0; k < off.length; k++) {
            if (!(Math.abs((double) a[i * off.length + k] - b[j * off.length + k]) <= off[k])) {
                return false;
            }
        }
        return true;
    }

    /** Returns equal tolerances for all numbers of a row. */
    static double[] each(int width, double off) {
        double[] bounds = new double[width];
        Arrays.fill(bounds, off);
        return bounds;
    }
}
