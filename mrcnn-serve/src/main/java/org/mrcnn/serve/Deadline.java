// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.time.Duration;

/** The time by which a request must be done, however many images it contains. */
final class Deadline {
    private final Duration time;
    private final long end;

    /** Starts the time of a request now. */
    Deadline(Duration time) {
        this.time = time;
        end = System.nanoTime() + time.toNanos();
    }

    /**
     * Returns the nanoseconds that are left.
     *
     * @throws Refusal if no time is left
     */
    long left() {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw passed();
        }
        return left;
    }

    Refusal passed() {
        return new Refusal(503, "expected a result within " + time.toMillis() + " ms, found none yet; try again later");
    }
}
