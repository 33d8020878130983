// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.mrcnn.engine.GraphRunner;

/**
 * Lends runners of one graph. The number of runners in use at once is limited, also by the available native memory; a caller
 * that exceeds it waits. Idle runners keep their working memory for later calls. Thread-safe.
 */
final class IdleRunners implements AutoCloseable {

    private final int most;
    private final Supplier<GraphRunner> create;
    private final LongPredicate hasRoom;
    private final Deque<GraphRunner> idle = new ArrayDeque<>();
    private final Set<GraphRunner> busy = new HashSet<>();
    /** The largest amount of memory that a runner has held; 0 until one has run. */
    private long bytesOfOne;

    private boolean closed;

    /**
     * Creates an empty pool for one graph.
     *
     * @param most maximum number of runners in use at once
     * @param hasRoom whether this number of additional bytes of native memory may be allocated
     */
    IdleRunners(int most, Supplier<GraphRunner> create, LongPredicate hasRoom) {
        this.most = most;
        this.create = create;
        this.hasRoom = hasRoom;
    }

    /**
     * Lends a runner, which must be given back or discarded. Waits if none is available.
     *
     * @throws IllegalStateException after {@link #close}, or if the thread is interrupted while it waits
     */
    synchronized GraphRunner take() {
        requireOpen();
        while (idle.isEmpty() && !mayCreate()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(
                        "interrupted while waiting for one of " + busy.size() + " running detections to end", e);
            }
            requireOpen();
        }
        GraphRunner runner = idle.isEmpty() ? create.get() : idle.pop();
        busy.add(runner);
        return runner;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed, or has changed since: use a new detector");
        }
    }

    /**
     * Returns whether another runner may be created. The first one always may; others if the memory of a run is known and there
     * is room for it, after what the lent runners may still allocate.
     */
    private boolean mayCreate() {
        long wanted = busy.stream()
                .mapToLong(runner -> Math.max(0, bytesOfOne - runner.nativeBytes()))
                .sum();
        return busy.isEmpty() || (busy.size() < most && bytesOfOne > 0 && hasRoom.test(wanted + bytesOfOne));
    }

    /** Keeps a runner for later calls; frees it after {@link #close}. */
    synchronized void giveBack(GraphRunner runner) {
        busy.remove(runner);
        bytesOfOne = Math.max(bytesOfOne, runner.nativeBytes());
        if (closed) {
            runner.close();
        } else {
            idle.push(runner);
        }
        notifyAll();
    }

    /** Frees a runner whose run failed, because the state of its native memory is unknown after an error. */
    synchronized void discard(GraphRunner runner) {
        busy.remove(runner);
        notifyAll();
        runner.close();
    }

    /** Returns the number of all runners, including those of running calls. */
    synchronized int count() {
        return idle.size() + busy.size();
    }

    /** Returns the native memory of all runners in bytes. */
    synchronized long bytes() {
        List<GraphRunner> all = new ArrayList<>(idle);
        all.addAll(busy);
        return all.stream().mapToLong(GraphRunner::nativeBytes).sum();
    }

    /** Frees the idle runners; those of running calls are freed when they are given back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(GraphRunner::close);
        idle.clear();
        notifyAll();
    }
}
