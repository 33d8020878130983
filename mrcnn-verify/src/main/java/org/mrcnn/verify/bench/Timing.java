// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * How long runs took.
 *
 * @param first milliseconds of the first run, warm-up included
 * @param sorted milliseconds of the timed runs, rising
 */
@SuppressWarnings("ArrayRecordComponent") // printed once
public record Timing(double first, double[] sorted) {

    /** Times some work, after as many runs to warm up. */
    public static Timing of(int warm, int runs, Runnable work) {
        double[] millis = new double[warm + runs];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        return of(warm, millis);
    }

    /** Of runs that were timed elsewhere, of which the first are a warm-up. */
    static Timing of(int warm, double[] millis) {
        double[] timed = Arrays.copyOfRange(millis, warm, millis.length);
        Arrays.sort(timed);
        return new Timing(millis[0], timed);
    }

    double median() {
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** The members of a JSON object. */
    public String json() {
        return String.format(
                Locale.ROOT,
                "\"n\": %d, \"median_ms\": %.1f, \"min_ms\": %.1f, \"max_ms\": %.1f, \"first_ms\": %.0f",
                sorted.length,
                median(),
                sorted[0],
                sorted[sorted.length - 1],
                first);
    }
}
