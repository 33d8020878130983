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

/** Native things that ops keep between runs, by key, such as packed weights; closes them at the end. Thread-safe. */
public final class OpResources implements AutoCloseable {

    /**
     * Kernels that a runner keeps: those of a training step, some 200, or those of detection for six sizes of images, some 80 each.
     * An operation uses few at a time, so those that are closed are not in use.
     */
    static final int MOST_RECENT = 512;

    private final Map<Object, AutoCloseable> resources = new HashMap<>();
    private final Map<Object, AutoCloseable> recent = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    synchronized <T extends AutoCloseable> T get(Object key, Supplier<T> create) {
        return get(resources, key, create);
    }

    /** Like {@link #get}, for keys without number, such as shapes: what was used longest ago is closed. */
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

    /** The native memory of those that tell their size, in bytes: packed weights and scratch memory. */
    public synchronized long bytes() {
        return Stream.concat(resources.values().stream(), recent.values().stream())
                .mapToLong(resource -> resource instanceof NativeSize sized ? sized.bytes() : 0)
                .sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        List<AutoCloseable> all = new ArrayList<>(recent.values()); // before what they may stand on
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
