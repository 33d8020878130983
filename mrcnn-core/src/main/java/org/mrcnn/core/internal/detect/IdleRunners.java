// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.mrcnn.engine.GraphRunner;

/**
 * Lends runners of one graph, a new one where none is idle; keeps up to a number of idle ones, with their working memory,
 * for the next calls. Thread-safe.
 */
final class IdleRunners implements AutoCloseable {

    private final int most;
    private final Supplier<GraphRunner> create;
    private final Deque<GraphRunner> idle = new ArrayDeque<>();
    private final Set<GraphRunner> busy = new HashSet<>();
    private boolean closed;

    /** @param most runners to keep between calls */
    IdleRunners(int most, Supplier<GraphRunner> create) {
        this.most = most;
        this.create = create;
    }

    /**
     * Lends a runner, to be given back or discarded.
     *
     * @throws IllegalStateException after {@link #close}
     */
    GraphRunner take() {
        GraphRunner runner = poll();
        if (runner == null) {
            runner = create.get();
        }
        synchronized (this) {
            busy.add(runner);
        }
        return runner;
    }

    private synchronized GraphRunner poll() {
        if (closed) {
            throw new IllegalStateException("the model is closed, or has changed since: use a new detector");
        }
        return idle.poll();
    }

    /** Keeps a runner for the next call; frees it where enough are kept. */
    void giveBack(GraphRunner runner) {
        boolean kept;
        synchronized (this) {
            busy.remove(runner);
            kept = !closed && idle.size() < most;
            if (kept) {
                idle.push(runner);
            }
        }
        if (!kept) {
            runner.close();
        }
    }

    /** Frees a runner whose run failed: after an error nobody knows what its native memory holds. */
    void discard(GraphRunner runner) {
        synchronized (this) {
            busy.remove(runner);
        }
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
    }
}
