// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.time.Duration;
import java.util.Objects;

/**
 * What a service takes on. A request beyond a limit gets one sentence that names the limit.
 *
 * @param maxBytes bytes of a request body; above it, status 413
 * @param maxPixels pixels of an image, by its header, before it is decoded; above it, status 413
 * @param workers how many images are decoded and detected in at the same time; each needs native memory ({@code
 *     MaskRcnn.nativeMemory})
 * @param queue how many requests may wait for a worker; above it, status 429
 * @param time how long a request may wait and run; after it, status 503
 */
public record ServiceLimits(long maxBytes, long maxPixels, int workers, int queue, Duration time) {

    private static final long LARGEST_BODY = 1L << 30;
    private static final long LARGEST_IMAGE = 1_000_000_000;

    /** Checks that all are above 0. */
    public ServiceLimits {
        require("maxBytes", maxBytes, LARGEST_BODY);
        require("maxPixels", maxPixels, LARGEST_IMAGE);
        require("workers", workers, 1024);
        require("queue", queue, 1_000_000);
        Objects.requireNonNull(time, "time");
        require("milliseconds of time", time.toMillis(), Duration.ofDays(1).toMillis());
    }

    private static void require(String what, long found, long most) {
        if (found < 1 || found > most) {
            throw new IllegalArgumentException(what + ": expected a number from 1 to " + most + ", found " + found);
        }
    }

    /** 32 MB, 40 million pixels, a worker per processor but at least two, 32 waiting requests, 60 seconds. */
    public static ServiceLimits defaults() {
        int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new ServiceLimits(32L << 20, 40_000_000, workers, 32, Duration.ofSeconds(60));
    }

    /** With other sizes of a request. */
    public ServiceLimits withSizes(long bytes, long pixels) {
        return new ServiceLimits(bytes, pixels, workers, queue, time);
    }

    /** With other numbers of requests at the same time. */
    public ServiceLimits withRequests(int running, int waiting) {
        return new ServiceLimits(maxBytes, maxPixels, running, waiting, time);
    }

    /** With another time for a request. */
    public ServiceLimits withTime(Duration longest) {
        return new ServiceLimits(maxBytes, maxPixels, workers, queue, longest);
    }
}
