// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.names.Architecture;

/** Finds the dictionary of weights in a file: the file itself, or a value under any keys. */
final class StateSearch {

    /** Keys of the dictionary in checkpoints of Detectron2 and torchvision, MMDetection and Lightning, Caffe2, and users. */
    private static final List<String> KEYS =
            List.of("model", "state_dict", "model_state_dict", "model_state", "network", "net", "weights", "blobs");

    /** The names of wrappers for training or compilation, which are part of the names of the modules that they contain. */
    private static final Pattern WRAPPERS =
            Pattern.compile("(?<![^.])(?:module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.");

    private static final int MAX_DEPTH = 4;

    /** Maximum number of dictionaries that are examined, breadth first. The state of an optimizer has many. */
    private static final int MAX_DICTIONARIES = 2000;

    private final Contents contents;
    private final List<Found> found = new ArrayList<>();

    private StateSearch(Contents contents) {
        this.contents = contents;
    }

    /**
     * A dictionary with tensors.
     *
     * @param keys the keys on the path to it; empty for the file itself
     * @param source the value in the file
     * @param values values by name, without the names of wrappers
     */
    record Found(List<String> keys, Object source, Map<String, Object> values) {

        /** Returns the keys for a message. */
        String path() {
            return keys.isEmpty() ? "none" : String.join(".", keys);
        }

        private boolean isUnder(String key) {
            return !keys.isEmpty() && keys.get(keys.size() - 1).equals(key);
        }
    }

    /**
     * Returns the candidates, first the one to read: dictionaries with a network if there are any, otherwise all with tensors.
     *
     * @throws WeightFileException if there is none, or if several are equally likely
     */
    static List<Found> of(Contents contents, Map<String, Object> root) {
        StateSearch search = new StateSearch(contents);
        search.collect(root);
        List<Found> networks = search.found.stream()
                .filter(f -> Architecture.isIn(f.values().keySet()))
                .toList();
        List<Found> likely = new ArrayList<>(networks.isEmpty() ? search.found : networks);
        Found first = first(likely);
        if (first == null) {
            throw new WeightFileException(contents.file() + ": expected a dictionary of tensors, found "
                    + (likely.isEmpty()
                            ? "none"
                            : likely.size() + ", "
                                    + likely.stream().map(Found::path).toList())
                    + " under the keys " + new TreeSet<>(root.keySet()) + "; save model.state_dict()");
        }
        likely.remove(first);
        likely.add(0, first);
        return networks.isEmpty() ? List.of(first) : likely;
    }

    private static Found first(List<Found> likely) {
        for (String key : KEYS) {
            for (Found found : likely) {
                if (found.isUnder(key)) {
                    return found;
                }
            }
        }
        boolean clear =
                likely.size() == 1 || (!likely.isEmpty() && likely.get(0).keys().isEmpty());
        return clear ? likely.get(0) : null;
    }

    private void collect(Map<String, Object> root) {
        Deque<Found> open = new ArrayDeque<>(List.of(new Found(List.of(), contents.value(), root)));
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < MAX_DICTIONARIES && !open.isEmpty(); i++) {
            Found next = open.remove();
            if (next.values().values().stream().anyMatch(this::isTensor)) {
                found.add(new Found(next.keys(), next.source(), unwrapped(next.values())));
            }
            if (next.keys().size() < MAX_DEPTH) {
                next.values().forEach((key, value) -> {
                    Map<String, Object> inner = seen.add(value) ? Dictionaries.of(value) : null;
                    if (inner != null && open.size() < MAX_DICTIONARIES) {
                        List<String> keys = new ArrayList<>(next.keys());
                        keys.add(key);
                        open.add(new Found(keys, value, inner));
                    }
                });
            }
        }
    }

    /** Returns whether a value is a tensor, readable or not; reading it later reports the fault. */
    private boolean isTensor(Object value) {
        try {
            return value instanceof Tensor || contents.tensors().tensor(value) != null;
        } catch (IllegalArgumentException | WeightFileException e) {
            return true;
        }
    }

    private static Map<String, Object> unwrapped(Map<String, Object> values) {
        Map<String, Object> unwrapped = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            String bare = WRAPPERS.matcher(name).replaceAll("");
            if (unwrapped.putIfAbsent(bare, value) != null) {
                throw new IllegalArgumentException("expected one tensor " + bare + ", found two, with and without"
                        + " what wraps modules, such as module.: save model.state_dict() of one of them");
            }
        });
        return unwrapped;
    }
}
