// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.pickle.Described;

/**
 * The weights of a file by their names there: the file is a dictionary of tensors, or has one among its values, or is a whole
 * model. Names are those of the network, without what wraps its modules, such as {@code module.}.
 *
 * @param tensors by name, in the order of the file
 * @param others what stands beside them and is no tensor that can be read, in words, by name
 * @param beside what stands in the file beside the dictionary, by key
 * @param keys under which networks are, those of the tensors first; none if the file is the dictionary
 * @param source the dictionary or model in the file
 */
record StateDict(
        Map<String, Tensor> tensors,
        Map<String, String> others,
        Map<String, Object> beside,
        List<String> keys,
        Object source) {

    /**
     * Finds the weights.
     *
     * @throws WeightFileException if there are none, or one of them cannot be read
     */
    static StateDict of(Contents contents) {
        try {
            Map<String, Object> root = Dictionaries.of(contents.value());
            if (root == null) {
                throw new WeightFileException(contents.file() + ": expected a dictionary of tensors, found "
                        + Described.of(contents.value()) + "; save model.state_dict()");
            }
            return read(contents, StateSearch.of(contents, root), root);
        } catch (IllegalArgumentException e) {
            throw new WeightFileException(contents.file() + ": " + e.getMessage(), e);
        }
    }

    private static StateDict read(Contents contents, List<StateSearch.Found> found, Map<String, Object> root) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        boolean isRoot = found.get(0).keys().isEmpty();
        found.get(0).values().forEach((name, value) -> {
            try {
                Tensor tensor =
                        value instanceof Tensor t ? t : contents.tensors().tensor(value);
                if (tensor != null) {
                    tensors.put(name, tensor);
                } else if (value != null && (!isRoot || Dictionaries.of(value) == null)) { // no bias is None
                    others.put(name, Described.of(value));
                }
            } catch (UnreadTypeException e) {
                others.put(name, e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new WeightFileException(contents.file() + ": tensor " + name + ": " + e.getMessage(), e);
            }
        });
        List<String> keys = found.stream().map(StateSearch.Found::path).toList();
        return new StateDict(tensors, others, root, keys, found.get(0).source());
    }
}
