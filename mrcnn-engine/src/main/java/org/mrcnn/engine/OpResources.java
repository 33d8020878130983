// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.mrcnn.engine.internal.NativeSize;

/** Native things that ops keep between runs, by key, such as packed weights; closes them at the end. Thread-safe. */
public final class OpResources implements AutoCloseable {

    private final Map<Object, AutoCloseable> resources = new HashMap<>();
    private boolean closed;

    @SuppressWarnings("unchecked")
    synchronized <T extends AutoCloseable> T get(Object key, Supplier<T> create) {
        if (closed) {
            throw new IllegalStateException("the graph runner or model that owns this resource is closed: " + key);
        }
        AutoCloseable present = resources.get(key);
        if (present == null) {
            present = create.get();
            resources.put(key, present);
        }
        return (T) present;
    }

    /** The native memory of those that tell their size, in bytes: packed weights and scratch memory. */
    public synchronized long bytes() {
        return resources.values().stream()
                .mapToLong(resource -> resource instanceof NativeSize sized ? sized.bytes() : 0)
                .sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        RuntimeException failure = null;
        for (AutoCloseable resource : resources.values()) {
            try {
                resource.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("could not close " + resource, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        resources.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
