// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.pickle.Described;
import org.mrcnn.interop.internal.pickle.PickledMap;
import org.mrcnn.interop.internal.pickle.PickledObject;

/**
 * The weights of a file by their names there: the file is a dictionary of tensors, or has one under a key among others, or is
 * a whole model.
 *
 * @param tensors by name, in the order of the file
 * @param others what stands beside them and is no tensor that can be read, in words, by name
 * @param beside what stands beside the dictionary, by key
 */
record StateDict(Map<String, Tensor> tensors, Map<String, String> others, Map<String, Object> beside) {

    /** Keys of the dictionary in checkpoints of Detectron2 and torchvision, MMDetection and Lightning, Caffe2, and users. */
    private static final List<String> KEYS =
            List.of("model", "state_dict", "model_state_dict", "model_state", "network", "net", "weights", "blobs");

    private static final Set<String> DICTIONARIES = Set.of("collections.OrderedDict", "collections.defaultdict");

    /** Modules of a whole model; a damaged one may contain itself. */
    private static final int MAX_MODULES = 10_000;

    private static final int MAX_DEPTH = 20;

    /**
     * Finds the weights.
     *
     * @throws WeightFileException if there are none, or one of them cannot be read
     */
    static StateDict of(Contents contents) {
        try {
            return find(contents);
        } catch (IllegalArgumentException e) {
            throw new WeightFileException(contents.file() + ": " + e.getMessage(), e);
        }
    }

    private static StateDict find(Contents contents) {
        Map<String, Object> root = dictionary(contents.value());
        if (root == null) {
            throw new WeightFileException(contents.file() + ": expected a dictionary of tensors, found "
                    + Described.of(contents.value()) + "; save model.state_dict()");
        }
        for (String key : KEYS) {
            Map<String, Object> inner = dictionary(root.get(key));
            if (inner != null && hasTensors(contents, inner)) {
                return read(contents, inner, root);
            }
        }
        return read(contents, hasTensors(contents, root) ? root : only(contents, root), root);
    }

    /** The only dictionary of tensors, under whatever key. */
    private static Map<String, Object> only(Contents contents, Map<String, Object> root) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        root.forEach((key, value) -> {
            Map<String, Object> inner = dictionary(value);
            if (inner != null && hasTensors(contents, inner)) {
                found.put(key, inner);
            }
        });
        if (found.size() != 1) {
            throw new WeightFileException(contents.file() + ": expected a dictionary of tensors, found "
                    + (found.isEmpty() ? "none" : found.size() + ", " + found.keySet())
                    + " under the keys " + new TreeSet<>(root.keySet()) + "; save model.state_dict()");
        }
        return found.values().iterator().next();
    }

    private static boolean hasTensors(Contents contents, Map<String, Object> values) {
        for (Map.Entry<String, Object> e : values.entrySet()) {
            if (tensor(contents, e.getKey(), e.getValue()) != null) {
                return true;
            }
        }
        return false;
    }

    private static Tensor tensor(Contents contents, String name, Object value) {
        try {
            return value instanceof Tensor tensor ? tensor : contents.tensors().tensor(value);
        } catch (IllegalArgumentException e) {
            throw new WeightFileException(contents.file() + ": tensor " + name + ": " + e.getMessage(), e);
        }
    }

    private static StateDict read(Contents contents, Map<String, Object> values, Map<String, Object> root) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            Tensor tensor = tensor(contents, name, value);
            if (tensor != null) {
                tensors.put(name, tensor);
            } else if (values != root || dictionary(value) == null) {
                others.put(name, Described.of(value));
            }
        });
        return new StateDict(tensors, others, root);
    }

    /** The entries of a value that is a dictionary, or those of the state dict of a model; null for anything else. */
    static Map<String, Object> dictionary(Object value) {
        if (value instanceof PickledMap map) {
            return map.byName();
        }
        if (value instanceof Map<?, ?> named) { // a file without pickle
            Map<String, Object> tensors = new LinkedHashMap<>();
            named.forEach((name, tensor) -> tensors.put(name.toString(), tensor));
            return tensors;
        }
        if (!(value instanceof PickledObject object)) {
            return null;
        }
        if (!DICTIONARIES.contains(object.callable())) {
            return model(object);
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        if (object.argument(0) instanceof List<?> pairs) { // as Python 2 wrote it
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
        Map<String, Object> state = object.state() instanceof PickledMap map ? map.byName() : Map.of();
        if (!state.containsKey("_modules")) {
            return null;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        collect(state, "", all, MAX_DEPTH, new int[] {MAX_MODULES});
        return all;
    }

    private static void collect(
            Map<String, Object> state, String prefix, Map<String, Object> into, int depth, int[] budget) {
        if (depth == 0 || --budget[0] < 0) {
            throw new IllegalArgumentException("expected a model of at most " + MAX_MODULES + " modules, " + MAX_DEPTH
                    + " deep, found more: save model.state_dict()");
        }
        for (String kind : List.of("_parameters", "_buffers")) {
            Map<String, Object> own = dictionary(state.get(kind));
            if (own != null) {
                own.forEach((name, value) -> into.put(prefix + name, value));
            }
        }
        Map<String, Object> modules = dictionary(state.get("_modules"));
        if (modules == null) {
            return;
        }
        modules.forEach((name, value) -> {
            if (value instanceof PickledObject module && module.state() instanceof PickledMap inner) {
                collect(inner.byName(), prefix + name + ".", into, depth - 1, budget);
            }
        });
    }
}
