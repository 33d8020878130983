// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A lock that excludes readers from a model's weights during writes, and counts the changes, so that owners of derived data,
 * such as packed kernels, can detect that it is outdated.
 */
public final class WeightLock {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long version;

    /** A lock on the weights, which must be closed by the thread that acquired it. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until no thread writes. While the lock is held, any number of threads may read and none can write. */
    public Held reading() {
        lock.readLock().lock();
        return lock.readLock()::unlock;
    }

    /**
     * Waits until no thread reads or writes. Closing the lock increments the version.
     *
     * @throws IllegalStateException if the calling thread is reading, as it would wait for itself
     */
    public Held writing() {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("weights cannot be changed by the thread that is reading them");
        }
        lock.writeLock().lock();
        return () -> {
            version++;
            lock.writeLock().unlock();
        };
    }

    /** Returns the number of changes to the weights. Only for threads that hold the lock. */
    public long version() {
        return version;
    }
}
