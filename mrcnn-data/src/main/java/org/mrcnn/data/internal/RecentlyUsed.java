// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Keeps the values that were used last, up to a number of them, and makes the others when asked for. Thread-safe. */
public final class RecentlyUsed<K, V> {

    private final Function<K, V> create;
    private final Map<K, V> values;

    /** @param most values to keep, at least 1 */
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

    /** The value of a key: a kept one, or a new one. */
    public synchronized V get(K key) {
        return values.computeIfAbsent(key, create);
    }

    /** How many are kept now. */
    public synchronized int size() {
        return values.size();
    }
}
