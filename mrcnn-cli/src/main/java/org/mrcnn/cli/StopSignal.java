// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Ends a run in an orderly way when the process is asked to end, by Ctrl-C or SIGTERM. The run checks for the signal between
 * two steps, and the process waits until the run has released or closed this object. The exit status is that of the signal, 130
 * or 143. A second signal has no effect; SIGKILL ends the process at once.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {

    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    /** @param notice tells the user that the signal was received */
    StopSignal(Runnable notice) {
        this(notice, () -> {});
    }

    /**
     * @param notice tells the user that the signal was received
     * @param last removes what must not remain after a signal at any time, such as the files of locks
     */
    StopSignal(Runnable notice, Runnable last) {
        hook = new Thread(() -> stop(notice, last), "mrcnn-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Makes the process wait for the run after a signal. Before this call, a signal ends the process at once. */
    StopSignal arm() {
        armed.set(true);
        return this;
    }

    /** Runs at the shutdown of the process: asks the run to stop, and waits for it. */
    void stop(Runnable notice, Runnable last) {
        if (armed.get() && done.getCount() > 0) {
            stopped.set(true);
            notice.run();
            await();
        }
        last.run();
    }

    private void await() {
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true; // the checkpoint must be written first
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the process was asked to end. */
    @Override
    public boolean getAsBoolean() {
        return stopped.get();
    }

    /** Reports that what remains of the run need not be completed: from now on, a signal ends the process at once. */
    void release() {
        done.countDown();
    }

    /** Reports that the run has ended, so that the process may end. */
    @Override
    public void close() {
        release();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            stopped.set(true); // the process is already shutting down
        }
    }
}
