// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Ends a run in order when the process is asked to end, by Ctrl-C or SIGTERM: the run sees it between two steps, and the
 * process waits until the run has closed this. The exit status stays the signal's, 130 or 143. A second signal changes
 * nothing; SIGKILL ends the process at once.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    /** @param notice tells the user that the signal was understood */
    StopSignal(Runnable notice) {
        hook = new Thread(() -> stop(notice), "mrcnn-stop");
    }

    /** From now on a signal is heard; before, it ends the process at once. */
    StopSignal arm() {
        Runtime.getRuntime().addShutdownHook(hook);
        return this;
    }

    /** What the shutdown of the process does: asks the run to stop, and waits for it. */
    void stop(Runnable notice) {
        stopped.set(true);
        notice.run();
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true; // the checkpoint comes first
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process was asked to end. */
    @Override
    public boolean getAsBoolean() {
        return stopped.get();
    }

    /** The run is over; the process may end. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            stopped.set(true); // the process is ending this very moment
        }
    }
}
