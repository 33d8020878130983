// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.time.Duration;
import java.util.Objects;

/**
 * Limits of a service. The response to a request beyond a limit is a sentence that names the limit.
 *
 * @param maxBytes maximum number of bytes in a request body; above it, status 413
 * @param maxPixels maximum number of pixels in an image, checked in its header before it is decoded; above it, status 413
 * @param workers number of images that are decoded and processed at the same time; each needs native memory ({@code
 *     MaskRcnn.nativeMemory})
 * @param queue maximum number of requests that wait for a worker; above it, status 429
 * @param time maximum time for which a request may wait and run; after it, status 503
 */
public record ServiceLimits(long maxBytes, long maxPixels, int workers, int queue, Duration time) {

    private static final long LARGEST_BODY = 1L << 30;
    private static final long LARGEST_IMAGE = 1_000_000_000;

    /** Checks that all limits are above 0 and not too large. */
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

    /**
     * Returns the defaults: 32 MB, 40 million pixels, one worker per processor and at least two, 32 waiting requests, 60
     * seconds.
     */
    public static ServiceLimits defaults() {
        int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new ServiceLimits(32L << 20, 40_000_000, workers, 32, Duration.ofSeconds(60));
    }

    /** Returns a copy with other limits on the size of a request and its image. */
    public ServiceLimits withSizes(long bytes, long pixels) {
        return new ServiceLimits(bytes, pixels, workers, queue, time);
    }

    /** Returns a copy with other numbers of workers and waiting requests. */
    public ServiceLimits withRequests(int running, int waiting) {
        return new ServiceLimits(maxBytes, maxPixels, running, waiting, time);
    }

    /** Returns a copy with another time limit. */
    public ServiceLimits withTime(Duration longest) {
        return new ServiceLimits(maxBytes, maxPixels, workers, queue, longest);
    }
}
