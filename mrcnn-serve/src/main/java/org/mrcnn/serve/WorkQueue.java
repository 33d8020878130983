// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work of requests in a number of threads. Requests wait in a queue of limited length, first in, first out. Running
 * work is never interrupted, because native code runs to its end.
 */
final class WorkQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

    private final ThreadPoolExecutor threads;
    private final int length;
    private final Duration time;

    WorkQueue(ServiceLimits limits) {
        length = limits.queue();
        time = limits.time();
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                limits.workers(), limits.workers(), 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(length), work -> {
                    Thread thread = new Thread(work, "mrcnn-serve-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.prestartAllCoreThreads();
    }

    /** Starts the time of a request. */
    Deadline begin() {
        return new Deadline(time);
    }

    /** Like {@link #run(Callable, Deadline)}, for a request that consists of this work. */
    <T> T run(Callable<T> work) throws Exception {
        return run(work, begin());
    }

    /**
     * Runs work in another thread, waits for it, and returns its result.
     *
     * @param deadline the deadline of the request
     * @throws Refusal if the queue is full, or the deadline passes
     * @throws Exception the exception that the work throws
     */
    <T> T run(Callable<T> work, Deadline deadline) throws Exception {
        long nanos = deadline.left();
        FutureTask<T> task = new FutureTask<>(work);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw Refusal.busy(
                    "busy: expected at most " + length + " waiting requests, found as many; try again later");
        }
        try {
            return task.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(false);
            threads.remove(task);
            throw deadline.passed();
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    /** Runs the same work several times in parallel, but at most as many times as the length of the queue. */
    void runAtOnce(int count, Callable<?> work) {
        List<FutureTask<?>> tasks = new ArrayList<>();
        for (int i = 0; i < Math.min(length, count); i++) {
            FutureTask<?> task = new FutureTask<>(work);
            tasks.add(task);
            threads.execute(task);
        }
        try {
            for (FutureTask<?> task : tasks) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "a first detection failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the first detections were done", e);
        }
    }

    private static Exception thrown(Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            LOG.error("a request found no memory", cause);
            return Refusal.memory();
        }
        return cause instanceof Exception e ? e : new IllegalStateException(cause);
    }

    int threads() {
        return threads.getCorePoolSize();
    }

    int waiting() {
        return threads.getQueue().size();
    }

    int running() {
        return threads.getActiveCount();
    }

    /** Waits for running work. Work in the queue is not started. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true; // waits on: the models may be closed after this
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
