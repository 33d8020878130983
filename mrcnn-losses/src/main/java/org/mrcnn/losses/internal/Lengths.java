// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

/** Checks of the arrays for the formulas of losses and metrics, which anyone may call. */
public final class Lengths {

    private Lengths() {}

    /** Throws IllegalArgumentException unless there is a target for each predicted value. */
    public static void requireSame(float[] target, float[] predicted) {
        if (target.length != predicted.length) {
            throw new IllegalArgumentException("expected as many targets as predicted values, found " + target.length
                    + " and " + predicted.length);
        }
    }

    /** Throws IllegalArgumentException unless an array has rows of one length. */
    public static void requireRows(float[] values, int rows) {
        if (rows < 0 || (rows == 0 ? values.length > 0 : values.length % rows != 0)) {
            throw new IllegalArgumentException(
                    "expected values of " + rows + " rows of one length, found " + values.length + " values");
        }
    }
}
