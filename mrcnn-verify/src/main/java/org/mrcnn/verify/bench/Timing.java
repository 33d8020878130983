// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * The durations of runs.
 *
 * @param first milliseconds of the first run, including warm-up
 * @param sorted milliseconds of the timed runs, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // printed only once
public record Timing(double first, double[] sorted) {

    /** Times some work, after warm-up runs. */
    public static Timing of(int warm, int runs, Runnable work) {
        double[] millis = new double[warm + runs];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        return of(warm, millis);
    }

    /** Returns the timing of runs that were timed elsewhere, the first of which are a warm-up. */
    static Timing of(int warm, double[] millis) {
        double[] timed = Arrays.copyOfRange(millis, warm, millis.length);
        Arrays.sort(timed);
        return new Timing(millis[0], timed);
    }

    double median() {
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** Returns the members of a JSON object. */
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
