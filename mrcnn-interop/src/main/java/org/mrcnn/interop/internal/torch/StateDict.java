// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.pickle.Described;

/**
 * The weights of a file by their names there. The file is a dictionary of tensors, contains one among its values, or is a whole
 * model. The names are those of the network, without the prefixes of module wrappers, such as {@code module.}.
 *
 * @param tensors tensors by name, in file order
 * @param others descriptions of the other values in the dictionary, and of tensors that cannot be read, by name
 * @param beside other values in the file, outside the dictionary, by key
 * @param keys the keys of networks in the file, first that of the tensors; empty if the file is the dictionary
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
                } else if (value != null && (!isRoot || Dictionaries.of(value) == null)) { // a missing bias is None
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
