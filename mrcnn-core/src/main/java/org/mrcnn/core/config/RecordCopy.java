// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Copies records with some components changed, so that a new setting need not be added to every {@code with} method. */
final class RecordCopy {
    private RecordCopy() {}

    /** Returns a copy with one component changed. */
    static <R extends Record> R with(R record, String component, Object value) {
        return with(record, Collections.singletonMap(component, value));
    }

    /**
     * Returns a copy with the named components changed.
     *
     * @throws InvalidConfigException if the record rejects a value
     */
    @SuppressWarnings("unchecked") // the constructor of R creates an R
    static <R extends Record> R with(R record, Map<String, ?> changes) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Map<String, Object> left = new HashMap<>(changes);
        Object[] values = new Object[components.length];
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            for (int i = 0; i < components.length; i++) {
                String name = components[i].getName();
                values[i] = left.containsKey(name)
                        ? left.remove(name)
                        : components[i].getAccessor().invoke(record);
            }
            if (!left.isEmpty()) {
                throw new IllegalArgumentException(record.getClass().getSimpleName() + ": no components " + left);
            }
            return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
