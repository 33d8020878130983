// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A dictionary, as pairs in their order: keys are of any kind, and may contain the dictionary itself. */
public final class PickledMap {

    private final List<Object> keys = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void put(Object key, Object value) {
        keys.add(key);
        values.add(value);
    }

    /** The values with a text as key; of several with one key, the last, as in Python. */
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
