// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.util.List;

/** What Python would make by calling a class or function: the record of the call, which is never made. */
public final class PickledObject {

    private final Object callable;
    private final List<?> arguments;
    private PickledMap entries;
    private Object state;

    PickledObject(Object callable, Object arguments) {
        this.callable = callable;
        this.arguments = arguments instanceof List<?> list ? list : List.of();
    }

    /** The name of what would be called, such as {@code torch._utils._rebuild_tensor_v2}. */
    public String callable() {
        return callable instanceof Global global ? global.toString() : "an object";
    }

    /** The arguments of the call. */
    public List<?> arguments() {
        return arguments;
    }

    /** The argument of that number; null if there are fewer. */
    public Object argument(int i) {
        return i < arguments.size() ? arguments.get(i) : null;
    }

    /** What would be set after the call; null for nothing. */
    public Object state() {
        return state;
    }

    /** Whether pairs would be put into it. */
    public boolean hasEntries() {
        return entries != null;
    }

    /** The pairs that would be put into it, as into a dictionary. */
    public PickledMap entries() {
        if (entries == null) {
            entries = new PickledMap();
        }
        return entries;
    }

    void build(Object by) {
        state = by;
    }

    @Override
    public String toString() {
        return "a call of " + callable();
    }
}
