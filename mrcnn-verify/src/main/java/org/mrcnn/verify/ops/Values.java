// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.ops;

import org.bytedeco.javacpp.FloatPointer;

/** Numbers for computations, and checks of results. */
final class Values {
    private Values() {}

    /** Returns the same numbers from -0.5 to 0.5 in each call. */
    static FloatPointer of(long length) {
        FloatPointer values = new FloatPointer(length);
        for (long i = 0; i < length; i++) {
            values.put(i, (i * 7919 % 1000 - 500) * 1e-3f);
        }
        return values;
    }

    /** Stops a benchmark whose result is wrong, because its time would be meaningless. */
    static void require(double expected, double found, double tolerance) {
        if (!(Math.abs(expected - found) <= tolerance * Math.max(1, Math.abs(expected)))) {
            throw new IllegalStateException("expected " + expected + ", found " + found);
        }
    }
}
