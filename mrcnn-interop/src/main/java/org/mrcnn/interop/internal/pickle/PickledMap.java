// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dictionary as a list of pairs in insertion order, because keys may be of any type and may contain the dictionary itself.
 */
public final class PickledMap {

    private final List<Object> keys = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void put(Object key, Object value) {
        keys.add(key);
        values.add(value);
    }

    /** Returns the values whose key is a text. For duplicate keys, the last value is used, as in Python. */
    public Map<String, Object> byName() {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i) instanceof String name) {
                named.put(name, values.get(i));
            }
        }
        return named;
    }
}
