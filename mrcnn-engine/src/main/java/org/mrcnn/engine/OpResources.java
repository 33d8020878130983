// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mrcnn.engine.internal.NativeSize;

/**
 * Native resources that ops keep between runs, by key, such as packed weights. Closing this closes all of them. Thread-safe.
 */
public final class OpResources implements AutoCloseable {

    /**
     * Number of kernels that a runner keeps: enough for a training step, about 200, or for detection in images of six sizes,
     * about 80 each. An op uses few of them at a time, so kernels that are closed are not in use.
     */
    static final int MOST_RECENT = 512;

    private final Map<Object, AutoCloseable> resources = new HashMap<>();
    private final Map<Object, AutoCloseable> recent = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    synchronized <T extends AutoCloseable> T get(Object key, Supplier<T> create) {
        return get(resources, key, create);
    }

    /** Like {@link #get}, for an unlimited number of keys, such as shapes: the least recently used resource is closed. */
    synchronized <T extends AutoCloseable> T recent(Object key, Supplier<T> create) {
        T found = get(recent, key, create);
        if (recent.size() > MOST_RECENT) {
            Iterator<AutoCloseable> eldest = recent.values().iterator();
            AutoCloseable unused = eldest.next();
            eldest.remove();
            close(List.of(unused));
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private <T extends AutoCloseable> T get(Map<Object, AutoCloseable> kept, Object key, Supplier<T> create) {
        if (closed) {
            throw new IllegalStateException("the graph runner or model that owns this resource is closed: " + key);
        }
        AutoCloseable present = kept.get(key);
        if (present == null) {
            present = create.get();
            kept.put(key, present);
        }
        return (T) present;
    }

    /** Returns the native memory in bytes of the resources that report their size: packed weights and working memory. */
    public synchronized long bytes() {
        return Stream.concat(resources.values().stream(), recent.values().stream())
                .mapToLong(resource -> resource instanceof NativeSize sized ? sized.bytes() : 0)
                .sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        List<AutoCloseable> all = new ArrayList<>(recent.values()); // first, because they may use the others
        all.addAll(resources.values());
        recent.clear();
        resources.clear();
        close(all);
    }

    private static void close(Collection<AutoCloseable> resources) {
        RuntimeException failure = null;
        for (AutoCloseable resource : resources) {
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
        if (failure != null) {
            throw failure;
        }
    }
}
