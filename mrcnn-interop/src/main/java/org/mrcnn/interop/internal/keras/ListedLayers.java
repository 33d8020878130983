// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import java.util.List;
import java.util.Map;

/** The weights of a file of Keras 1 or 2, which lists the names of its layers and of the weights of each layer. */
final class ListedLayers {

    private static final String LAYERS = "layer_names";
    private static final String WEIGHTS = "weight_names";

    /** The group in which Keras's {@code model.save} stores the weights. */
    private static final String WHOLE_MODEL = "model_weights";

    private final Hdf5File file;
    private final KerasTensors tensors;

    private ListedLayers(Hdf5File file) {
        this.file = file;
        tensors = new KerasTensors(file);
    }

    /** Returns the weights by our names; null if the file has no such list. */
    static KerasTensors of(Hdf5File file) {
        Hdf5File.Node root = file.root();
        List<String> layers = file.texts(root, LAYERS);
        if (layers == null) {
            root = file.find(root, WHOLE_MODEL);
            layers = root == null ? null : file.texts(root, LAYERS);
        }
        return layers == null ? null : new ListedLayers(file).read(root, layers);
    }

    private KerasTensors read(Hdf5File.Node root, List<String> layers) {
        Map<String, Long> groups = file.children(root);
        for (String layer : layers) {
            Long address = groups.get(layer);
            if (address == null) {
                throw file.fault("layer " + layer + " is in the list \"" + LAYERS + "\", but there is no such group");
            }
            addLayer(layer, file.node(root, layer, address));
        }
        return tensors;
    }

    private void addLayer(String layer, Hdf5File.Node group) {
        List<String> names = file.texts(group, WEIGHTS);
        if (names == null) {
            throw file.fault("layer " + layer + " has no list \"" + WEIGHTS + "\"");
        }
        for (String name : names) {
            Hdf5File.Node node = file.find(group, name);
            if (node == null) {
                throw file.fault("layer " + layer + " lists the weight " + name + ", but there is no such dataset");
            }
            tensors.put(KerasNames.ours(layer, name), file.tensor(node));
        }
    }
}
