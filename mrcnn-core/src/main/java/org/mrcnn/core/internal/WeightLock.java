// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps readers and writers of a model's weights apart and counts the changes, so that whoever holds something made of them,
 * such as packed kernels, sees that it is out of date.
 */
public final class WeightLock {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long version;

    /** A hold on the weights, to be closed by the thread that took it. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until nobody writes; meanwhile nobody can, but any number of threads may read. */
    public Held reading() {
        lock.readLock().lock();
        return lock.readLock()::unlock;
    }

    /**
     * Waits until nobody reads or writes; closing the hold raises the version.
     *
     * @throws IllegalStateException in a thread that is reading, which would wait for itself
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

    /** How often the weights have changed; for threads that hold the lock. */
    public long version() {
        return version;
    }
}
