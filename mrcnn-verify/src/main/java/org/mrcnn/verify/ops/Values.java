// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.ops;

import org.bytedeco.javacpp.FloatPointer;

/** Numbers to compute with, and the check of results. */
final class Values {
    private Values() {}

    /** The same numbers from -0.5 to 0.5 at each call. */
    static FloatPointer of(long length) {
        FloatPointer values = new FloatPointer(length);
        for (long i = 0; i < length; i++) {
            values.put(i, (i * 7919 % 1000 - 500) * 1e-3f);
        }
        return values;
    }

    /** Stops a benchmark whose result is wrong: its time would say nothing. */
    static void require(double expected, double found, double tolerance) {
        if (!(Math.abs(expected - found) <= tolerance * Math.max(1, Math.abs(expected)))) {
            throw new IllegalStateException("expected " + expected + ", found " + found);
        }
    }
}
