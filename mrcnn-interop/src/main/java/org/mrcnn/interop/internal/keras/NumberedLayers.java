// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.engine.weights.WeightFileException;

/**
 * The weights of a file of Keras 3, which numbers the layers of each class, {@code layers/conv2d_1}, and the weights of each
 * layer, {@code vars/0}. The name of a layer is stored with its weights since Keras 3.7, and in the configuration of a {@code
 * .keras} file.
 *
 * <p>Format: {@code keras/src/saving/saving_lib.py}.
 */
final class NumberedLayers {

    private static final String WEIGHTS = "vars";
    private static final String NAME = "name";

    /** Name of the wrapped layer in TimeDistributed and other wrappers. Matterport's names are those of the wrappers. */
    private static final String WRAPPED = "layer";

    /** Groups with the state of training and of dropout. */
    private static final Set<String> NO_WEIGHTS = Set.of("optimizer", "seed_generator");

    private static final int MAX_DEPTH = 16;

    private static final List<String> LAYER = List.of("kernel", "bias");
    private static final List<String> NORMALIZATION = List.of("gamma", "beta", "moving_mean", "moving_variance");

    private final Hdf5File file;
    private final Map<String, String> names;
    private final KerasTensors tensors;

    private NumberedLayers(Hdf5File file, Map<String, String> names) {
        this.file = file;
        this.names = names;
        tensors = new KerasTensors(file);
    }

    /**
     * Returns the weights by our names; none if the file is not of Keras 3.
     *
     * @param names names of layers that the weights do not contain, by path, such as {@code /layers/conv2d_1}
     */
    static KerasTensors of(Hdf5File file, Map<String, String> names) {
        NumberedLayers layers = new NumberedLayers(file, names);
        layers.visit(file.root(), null, 0);
        return layers.tensors;
    }

    /** @param outer name of the wrapper of this layer; null if it has none */
    private void visit(Hdf5File.Node node, String outer, int depth) {
        if (depth > MAX_DEPTH) {
            throw file.fault("groups more than " + MAX_DEPTH + " deep");
        }
        Map<String, Long> children = file.children(node);
        Long place = children.get(WEIGHTS);
        Hdf5File.Node weights = place == null ? null : file.node(node, WEIGHTS, place);
        String name = outer == null ? name(node.path(), weights) : outer;
        if (weights != null) {
            addLayer(node.path(), name, weights);
        }
        for (Map.Entry<String, Long> child : children.entrySet()) {
            if (!child.getKey().equals(WEIGHTS) && !NO_WEIGHTS.contains(child.getKey())) {
                boolean wrapped = depth > 0 && child.getKey().equals(WRAPPED);
                visit(file.node(node, child.getKey(), child.getValue()), wrapped ? name : null, depth + 1);
            }
        }
    }

    private String name(String path, Hdf5File.Node weights) {
        List<String> beside = weights == null ? null : file.texts(weights, NAME);
        return beside != null && beside.size() == 1 ? beside.get(0) : names.get(path);
    }

    private void addLayer(String path, String name, Hdf5File.Node group) {
        List<Hdf5Tensor> weights = new ArrayList<>();
        Map<String, Long> places = file.children(group);
        for (int i = 0; i < places.size(); i++) {
            Long place = places.get(Integer.toString(i));
            if (place == null) {
                throw file.fault("expected weights numbered from 0, found " + places.keySet() + " in " + path);
            }
            weights.add(file.tensor(file.node(group, Integer.toString(i), place)));
        }
        if (weights.isEmpty()) {
            return;
        }
        if (name == null) {
            throw new WeightFileException(
                    file.path() + ": expected names of layers, which Keras writes into .weights.h5 files since"
                            + " 3.7 and into .keras files, found none of " + path
                            + "; load the weights in Keras and save the model as .keras");
        }
        for (int i = 0; i < weights.size(); i++) {
            tensors.put(KerasNames.ours(name, kind(weights, i)), weights.get(i));
        }
    }

    /**
     * Returns the kind of a weight, inferred from the shapes, because layer classes may be custom; for layers that are neither
     * of our two kinds, returns its number.
     */
    private static String kind(List<Hdf5Tensor> weights, int i) {
        boolean vectors = weights.stream().allMatch(weight -> weight.shape().length == 1);
        if (vectors && weights.size() == NORMALIZATION.size()) {
            return NORMALIZATION.get(i);
        }
        boolean layer = weights.size() <= LAYER.size()
                && weights.get(0).shape().length > 1
                && weights.stream().skip(1).allMatch(weight -> weight.shape().length == 1);
        return layer ? LAYER.get(i) : Integer.toString(i);
    }
}
