// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.util.List;

/** An object that Python would create by calling a class or function: a record of the call, which is never made. */
public final class PickledObject {

    private final Object callable;
    private final List<?> arguments;
    private PickledMap entries;
    private Object state;

    PickledObject(Object callable, Object arguments) {
        this.callable = callable;
        this.arguments = arguments instanceof List<?> list ? list : List.of();
    }

    /** Returns the name of the class or function, such as {@code torch._utils._rebuild_tensor_v2}. */
    public String callable() {
        return callable instanceof Global global ? global.toString() : "an object";
    }

    /** Returns the arguments of the call. */
    public List<?> arguments() {
        return arguments;
    }

    /** Returns the argument at this index; null if there are fewer. */
    public Object argument(int i) {
        return i < arguments.size() ? arguments.get(i) : null;
    }

    /** Returns the state that would be set after the call; null for none. */
    public Object state() {
        return state;
    }

    /** Returns whether Python would add pairs to the object. */
    public boolean hasEntries() {
        return entries != null;
    }

    /** Returns the pairs that Python would add to the object as to a dictionary. */
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
