// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.interop.internal.pickle.PickledMap;
import org.mrcnn.interop.internal.pickle.PickledObject;

/** Values by name in a file: dictionaries, and whole models, whose values have the names of their state dict. */
final class Dictionaries {

    /** The prefix of the names of all classes in TorchScript. */
    private static final String SCRIPT = "__torch__.";

    /** The prefix of the markers of lists and dictionaries in TorchScript. */
    private static final String SCRIPT_LISTS = "torch.jit._pickle.";

    private static final String MODULES = "_modules";

    /** Maximum number of modules of a whole model. A damaged model may contain itself. */
    private static final int MAX_MODULES = 10_000;

    private static final int MAX_DEPTH = 20;

    private Dictionaries() {}

    /** Returns the entries of a dictionary or model; null for other values. */
    static Map<String, Object> of(Object value) {
        Map<String, Object> entries = plain(value);
        return entries == null && value instanceof PickledObject object ? model(object) : entries;
    }

    private static Map<String, Object> plain(Object value) {
        if (value instanceof PickledMap map) {
            return map.byName();
        }
        if (value instanceof Map<?, ?> named) { // a file without pickle
            Map<String, Object> tensors = new LinkedHashMap<>();
            named.forEach((name, tensor) -> tensors.put(name.toString(), tensor));
            return tensors;
        }
        return value instanceof PickledObject object
                        && (object.callable().equals("collections.OrderedDict") || object.hasEntries())
                ? entries(object)
                : null;
    }

    private static Map<String, Object> entries(PickledObject object) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (object.argument(0) instanceof List<?> pairs) { // the format of Python 2
            for (Object pair : pairs) {
                if (pair instanceof List<?> two && two.size() == 2 && two.get(0) instanceof String name) {
                    entries.put(name, two.get(1));
                }
            }
        }
        entries.putAll(object.entries().byName());
        return entries;
    }

    private static Map<String, Object> model(PickledObject object) {
        if (!isScript(object) && !attributes(object).containsKey(MODULES)) {
            return null;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        collect(object, "", all, MAX_DEPTH, new int[] {MAX_MODULES});
        return all;
    }

    private static boolean isScript(PickledObject object) {
        return object.callable().startsWith(SCRIPT);
    }

    /** Returns the attributes of a module by name; empty for other objects. */
    static Map<String, Object> attributes(PickledObject object) {
        return object.state() instanceof PickledMap map ? map.byName() : Map.of();
    }

    /** Returns the modules within a module; for TorchScript, all of its attributes. */
    static Map<String, Object> modules(PickledObject module) {
        Map<String, Object> attributes = attributes(module);
        return isScript(module) ? attributes : orEmpty(plain(attributes.get(MODULES)));
    }

    private static void collect(
            PickledObject module, String prefix, Map<String, Object> into, int depth, int[] budget) {
        if (depth == 0 || --budget[0] < 0) {
            throw new IllegalArgumentException("expected a model of at most " + MAX_MODULES + " modules, " + MAX_DEPTH
                    + " deep, found more: save model.state_dict()");
        }
        Map<String, Object> attributes = attributes(module);
        for (String kind : List.of("_parameters", "_buffers")) {
            orEmpty(plain(attributes.get(kind))).forEach((name, value) -> into.put(prefix + name, value));
        }
        modules(module).forEach((name, value) -> {
            if (value instanceof PickledObject inner) {
                if (inner.state() instanceof PickledMap) {
                    collect(inner, prefix + name + ".", into, depth - 1, budget);
                } else if (isScript(module) && !inner.callable().startsWith(SCRIPT_LISTS)) { // tensors are attributes
                    into.put(prefix + name, inner);
                }
            }
        });
    }

    /** Returns the entries of a dictionary; empty for null. */
    static Map<String, Object> orEmpty(Map<String, Object> entries) {
        return entries == null ? Map.of() : entries;
    }
}
