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
 * Lends runners of one graph. At most a number of them are in use at once, and no more than native memory has room for;
 * whoever asks for one more waits. Idle ones keep their working memory for the next calls. Thread-safe.
 */
final class IdleRunners implements AutoCloseable {

    private final int most;
    private final Supplier<GraphRunner> create;
    private final LongPredicate hasRoom;
    private final Deque<GraphRunner> idle = new ArrayDeque<>();
    private final Set<GraphRunner> busy = new HashSet<>();
    /** The most that a runner has held; 0 until one has run. */
    private long bytesOfOne;

    private boolean closed;

    /**
     * Runners of one graph.
     *
     * @param most runners in use at once
     * @param hasRoom whether so many more bytes of native memory may be allocated
     */
    IdleRunners(int most, Supplier<GraphRunner> create, LongPredicate hasRoom) {
        this.most = most;
        this.create = create;
        this.hasRoom = hasRoom;
    }

    /**
     * Lends a runner, to be given back or discarded; waits where there is none to be had.
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

    /** One always may; others once it is known what a run needs, if those that are lent find room for that too. */
    private boolean mayCreate() {
        long wanted = busy.stream()
                .mapToLong(runner -> Math.max(0, bytesOfOne - runner.nativeBytes()))
                .sum();
        return busy.isEmpty() || (busy.size() < most && bytesOfOne > 0 && hasRoom.test(wanted + bytesOfOne));
    }

    /** Keeps a runner for the next call; frees it after {@link #close}. */
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

    /** Frees a runner whose run failed: after an error nobody knows what its native memory holds. */
    synchronized void discard(GraphRunner runner) {
        busy.remove(runner);
        notifyAll();
        runner.close();
    }

    /** All runners, those of running calls included. */
    synchronized int count() {
        return idle.size() + busy.size();
    }

    /** Native memory of all runners in bytes. */
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
