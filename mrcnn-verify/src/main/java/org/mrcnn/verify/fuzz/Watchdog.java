// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reports a run that does not end, because it cannot be stopped from another thread. */
final class Watchdog implements AutoCloseable {
    private static final long MAX_SECONDS = 60;

    private final Thread watched = Thread.currentThread();
    private final Consumer<String> hang;
    private final Thread thread = new Thread(this::look, "fuzz-watchdog");
    private String running;
    private long since;

    /** @param hang receives what is running, and where */
    Watchdog(Consumer<String> hang) {
        this.hang = hang;
        thread.setDaemon(true);
        thread.start();
    }

    <T> T watch(String what, Supplier<T> work) {
        begin(what);
        try {
            return work.get();
        } finally {
            begin(null);
        }
    }

    private synchronized void begin(String what) {
        running = what;
        since = System.nanoTime();
    }

    private synchronized String hanging() {
        boolean hangs = running != null && System.nanoTime() - since > MAX_SECONDS * 1_000_000_000L;
        return hangs
                ? running + " runs for more than " + MAX_SECONDS + " s at " + Arrays.toString(watched.getStackTrace())
                : null;
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(1000);
                String found = hanging();
                if (found != null) {
                    hang.accept(found);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the watchdog was closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
