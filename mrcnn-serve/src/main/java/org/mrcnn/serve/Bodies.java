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
 * Reads request bodies into memory. Each is limited in size, in the time that it may take to arrive, and all of them together are
 * limited in size, so that neither a large request, nor many, nor slow ones use up the memory or the threads.
 */
final class Bodies {
    private static final int CHUNK = 64 << 10;
    /** Fewer than the threads of the server, so that health and metrics are answered. */
    private static final int UPLOADS = 100;
    /** So much of a body that is too large is read and dropped: many clients read no answer before they have sent theirs. */
    private static final long DROPPED = 256L << 20;

    private final long maxBytes;
    private final long maxTogether;
    private final Pace pace;
    private final AtomicLong held = new AtomicLong();
    private final Semaphore uploads = new Semaphore(UPLOADS);

    /**
     * How slowly a body may arrive.
     *
     * @param grace time for any body
     * @param bytesPerSecond that it must have arrived with, after the grace
     */
    record Pace(Duration grace, long bytesPerSecond) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(20), 64 << 10);

        boolean isTooSlow(long nanos, long bytes) {
            long allowed = grace.toMillis() + bytes * 1000 / bytesPerSecond;
            return nanos / 1_000_000 > allowed;
        }
    }

    /**
     * Bodies of limited size.
     *
     * @param maxBytes of one
     * @param maxTogether of all that are in memory
     */
    Bodies(long maxBytes, long maxTogether, Pace pace) {
        this.maxBytes = maxBytes;
        this.maxTogether = Math.max(maxBytes, maxTogether);
        this.pace = pace;
    }

    /**
     * The body of a request, to be closed when its bytes are no longer used.
     *
     * @throws Refusal if it is too large, arrives too slowly or not to its end, or if others have the memory
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

    /** Bytes of all bodies that are in memory. */
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
