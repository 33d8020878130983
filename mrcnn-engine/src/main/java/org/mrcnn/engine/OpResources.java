package org.mrcnn.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Native things that ops keep between runs, by key; closes them at the end. Thread-safe. */
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
