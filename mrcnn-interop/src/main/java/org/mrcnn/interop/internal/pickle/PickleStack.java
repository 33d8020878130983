// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.weights.WeightFileException;

/** The stack and the memo during the reading of a pickle. */
final class PickleStack {

    private final List<Object> values = new ArrayList<>();
    /** Number of values below each mark. */
    private final Deque<Integer> marks = new ArrayDeque<>();

    private final Map<Object, Object> memo = new HashMap<>();
    private final List<PersistentId> ids = new ArrayList<>();

    void push(Object value) {
        values.add(value);
    }

    Object pop(PickleInput in) {
        top(in);
        return values.remove(values.size() - 1);
    }

    Object top(PickleInput in) {
        if (values.size() <= (marks.isEmpty() ? 0 : marks.peek())) {
            throw in.fault("expected a value on the stack, found none");
        }
        return values.get(values.size() - 1);
    }

    void mark() {
        marks.push(values.size());
    }

    /** Removes the last mark and the values above it, and returns the values. */
    List<Object> popMark(PickleInput in) {
        if (marks.isEmpty()) {
            throw in.fault("expected a mark on the stack, found none");
        }
        List<Object> above = values.subList(marks.pop(), values.size());
        List<Object> popped = new ArrayList<>(above);
        above.clear();
        return popped;
    }

    /** Removes and returns values from the top, in the order in which they were pushed. */
    List<Object> pop(int count, PickleInput in) {
        List<Object> popped = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            popped.add(pop(in));
        }
        Collections.reverse(popped);
        return popped;
    }

    /** Removes the top, which may be a mark. */
    void drop(PickleInput in) {
        if (!marks.isEmpty() && marks.peek() == values.size()) {
            marks.pop();
        } else {
            pop(in);
        }
    }

    void memoize(Object key, PickleInput in) {
        memo.put(key, top(in));
    }

    /** Stores the top in the memo, under the next number. */
    void memoize(PickleInput in) {
        memoize((long) memo.size(), in);
    }

    void recall(Object key, PickleInput in) {
        if (!memo.containsKey(key)) {
            throw in.fault("expected a remembered value under " + key + ", found none");
        }
        push(memo.get(key));
    }

    void persistent(Object id) {
        PersistentId reference = new PersistentId(id);
        ids.add(reference);
        push(reference);
    }

    /** Records a call without making it. */
    void call(Object callable, Object arguments, PickleInput in) {
        if (callable instanceof Global global && global.isHarmful()) {
            throw new WeightFileException(
                    in.name() + ": refused: the file would run code when Python loads it: it calls " + global
                            + "; do not load it with other software either");
        }
        push(new PickledObject(callable, arguments));
    }

    void append(List<Object> items, PickleInput in) {
        Object top = top(in);
        if (top instanceof List<?> list) {
            asList(list).addAll(items);
        } else if (!(top instanceof PickledObject)) { // the items of recorded objects are not used
            throw in.fault("expected a list to append to, found " + Described.of(top));
        }
    }

    @SuppressWarnings("unchecked") // all lists of a pickle are created here, with objects
    private static List<Object> asList(List<?> list) {
        return (List<Object>) list;
    }

    void put(List<Object> pairs, PickleInput in) {
        if (pairs.size() % 2 != 0) {
            throw in.fault("expected keys and values, found an odd number of them");
        }
        Object top = top(in);
        PickledMap map =
                top instanceof PickledObject object ? object.entries() : top instanceof PickledMap m ? m : null;
        if (map == null) {
            throw in.fault("expected a dictionary to put into, found " + Described.of(top));
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            map.put(pairs.get(i), pairs.get(i + 1));
        }
    }

    void pushList() {
        push(new ArrayList<>(0));
    }

    void pushMap(List<Object> pairs, PickleInput in) {
        push(new PickledMap());
        put(pairs, in);
    }

    void build(PickleInput in) {
        Object state = pop(in);
        if (top(in) instanceof PickledObject object) {
            object.build(state);
        }
    }

    List<PersistentId> ids() {
        return ids;
    }
}
