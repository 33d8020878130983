// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads request bodies into memory. The size of each, the time until it arrives, and the total size of all are limited, so that
 * large, many or slow requests cannot exhaust memory or threads.
 */
final class Bodies {
    private static final int CHUNK = 64 << 10;
    /**
     * Maximum number of simultaneous uploads: less than the threads of the server, so that health and metrics are still
     * answered.
     */
    private static final int UPLOADS = 100;
    /**
     * Number of bytes of a body beyond the limit that are read and dropped, because many clients read the response only after
     * they have sent the body.
     */
    private static final long DROPPED = 256L << 20;

    private final long maxBytes;
    private final long maxTogether;
    private final Pace pace;
    private final AtomicLong held = new AtomicLong();
    private final Semaphore uploads = new Semaphore(UPLOADS);

    /**
     * How slowly a body may arrive.
     *
     * @param grace time that any body may take
     * @param bytesPerSecond minimum rate after this time
     */
    record Pace(Duration grace, long bytesPerSecond) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(20), 64 << 10);

        boolean isTooSlow(long nanos, long bytes) {
            long allowed = grace.toMillis() + bytes * 1000 / bytesPerSecond;
            return nanos / 1_000_000 > allowed;
        }
    }

    /**
     * Creates a reader with limits.
     *
     * @param maxBytes maximum number of bytes of a body
     * @param maxTogether maximum number of bytes of all bodies in memory
     */
    Bodies(long maxBytes, long maxTogether, Pace pace) {
        this.maxBytes = maxBytes;
        this.maxTogether = Math.max(maxBytes, maxTogether);
        this.pace = pace;
    }

    /**
     * Reads the body of a request. The caller must close it when its bytes are no longer used.
     *
     * @throws Refusal if the body is too large, incomplete, too slow or compressed, or other bodies use up the memory
     */
    Body read(HttpServletRequest request) {
        boolean large = request.getContentLengthLong() > maxBytes;
        if (large && "100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            throw tooLarge();
        }
        if (!uploads.tryAcquire()) {
            throw Refusal.busy(
                    "busy: expected at most " + UPLOADS + " uploads at once, found as many; try again later");
        }
        Body body = new Body();
        boolean done = false;
        try {
            body.fill(request.getInputStream());
            requireUncoded(request.getHeader("Content-Encoding"));
            done = true;
            return body;
        } catch (IOException e) {
            throw arrival(e);
        } finally {
            uploads.release();
            if (!done) {
                body.close();
            }
        }
    }

    private static void requireUncoded(String coding) {
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new Refusal(
                    415, "Content-Encoding: expected none, found '" + coding + "'; send the body without compression");
        }
    }

    /** Returns the number of bytes of all bodies in memory. */
    long held() {
        return held.get();
    }

    private Refusal tooLarge() {
        return new Refusal(413, "expected a request of at most " + maxBytes + " bytes, found a longer one");
    }

    private static Refusal arrival(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return tooSlow();
            }
        }
        return Refusal.wrong("the request ends before its body does");
    }

    private static Refusal tooSlow() {
        return new Refusal(408, "the request arrives too slowly; send it again");
    }

    /** The bytes of one request. */
    final class Body implements AutoCloseable {
        private long taken;
        private byte[] bytes = new byte[0];

        private void fill(InputStream in) throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            long start = System.nanoTime();
            byte[] chunk = new byte[CHUNK];
            long arrived = 0;
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                arrived += read;
                if (pace.isTooSlow(System.nanoTime() - start, arrived)) {
                    throw tooSlow();
                }
                if (arrived > maxBytes + DROPPED) {
                    throw tooLarge();
                }
                if (arrived > maxBytes) {
                    content = new ByteArrayOutputStream(0);
                    close();
                } else {
                    take(read);
                    content.write(chunk, 0, read);
                }
            }
            if (arrived > maxBytes) {
                throw tooLarge();
            }
            bytes = content.toByteArray();
        }

        private void take(int more) {
            taken += more;
            if (held.addAndGet(more) > maxTogether) {
                throw Refusal.busy("busy: expected requests of at most " + maxTogether
                        + " bytes at the same time, found more; try again later");
            }
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            held.addAndGet(-taken);
            taken = 0;
            bytes = new byte[0];
        }
    }
}
