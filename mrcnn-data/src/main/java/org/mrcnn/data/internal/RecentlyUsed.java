// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A cache of the most recently used values, which creates missing values on request. Thread-safe. */
public final class RecentlyUsed<K, V> {

    private final Function<K, V> create;
    private final Map<K, V> values;

    /** @param most maximum number of values to keep, at least 1 */
    public RecentlyUsed(int most, Function<K, V> create) {
        this.create = create;
        values = new LinkedHashMap<>(most, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Returns the value of a key: the cached one, or a new one. */
    public synchronized V get(K key) {
        return values.computeIfAbsent(key, create);
    }

    /** Returns the number of cached values. */
    public synchronized int size() {
        return values.size();
    }
}
