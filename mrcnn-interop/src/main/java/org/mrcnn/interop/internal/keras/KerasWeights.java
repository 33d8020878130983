// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.weights.WeightFileException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights that Keras saved as HDF5: Matterport's {@code mask_rcnn_coco.h5}, what Matterport's code saves while training, and
 * ResNets of keras.applications without their top. Layers are found by name, as Keras's {@code load_weights(by_name=True)}
 * finds them.
 *
 * <p>Opening reads names and shapes; each array is then read from the file straight to where it is wanted. A damaged file,
 * or one made to do harm, ends in a {@link WeightFileException} before anything large is allocated. Not thread-safe.
 */
public final class KerasWeights implements WeightSource {

    /** Where Keras's {@code model.save} puts the weights. */
    private static final String WHOLE_MODEL = "model_weights";

    private static final String LAYERS = "layer_names";
    private static final String WEIGHTS = "weight_names";

    private final Hdf5File file;
    private final Map<String, Hdf5Tensor> tensors = new LinkedHashMap<>();

    private KerasWeights(Hdf5File file) {
        this.file = file;
        Hdf5File.Node root = file.root();
        Map<String, Long> groups = file.children(root);
        List<String> layers = file.texts(root, LAYERS);
        if (layers == null && groups.containsKey(WHOLE_MODEL)) {
            root = file.node(root, WHOLE_MODEL, groups.get(WHOLE_MODEL));
            groups = file.children(root);
            layers = file.texts(root, LAYERS);
        }
        if (layers == null) {
            throw new WeightFileException(file.path() + ": expected weights of Keras, with a list \"" + LAYERS
                    + "\", found none; Keras 3's .weights.h5 and other HDF5 files are not read: save with Keras 2, or as"
                    + " its legacy .h5");
        }
        for (String layer : layers) {
            Long address = groups.get(layer);
            if (address == null) {
                throw fault("layer " + layer + " is in the list \"" + LAYERS + "\", but there is no such group");
            }
            addLayer(layer, file.node(root, layer, address));
        }
    }

    /**
     * Opens a file; the caller closes it.
     *
     * @throws WeightFileException if it is no sound file of Keras weights
     */
    public static KerasWeights open(Path path) throws IOException {
        Hdf5File file = Hdf5File.open(path);
        try {
            return new KerasWeights(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void addLayer(String layer, Hdf5File.Node group) {
        List<String> names = file.texts(group, WEIGHTS);
        if (names == null) {
            throw fault("layer " + layer + " has no list \"" + WEIGHTS + "\"");
        }
        for (String name : names) {
            Hdf5File.Node node = file.find(group, name);
            if (node == null) {
                throw fault("layer " + layer + " lists the weight " + name + ", but there is no such dataset");
            }
            if (tensors.put(KerasNames.ours(layer, name), file.tensor(node)) != null) {
                throw fault("two weights have the name " + KerasNames.ours(layer, name));
            }
        }
    }

    private WeightFileException fault(String what) {
        return new WeightFileException(file.path() + ": damaged: " + what);
    }

    @Override
    public Path file() {
        return file.path();
    }

    @Override
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape().clone()));
        return shapes;
    }

    @Override
    public void read(String name, INDArray into) {
        Hdf5Tensor tensor = tensors.get(name);
        file.guarded("dataset " + tensor.path(), () -> {
            tensor.readInto(NativeCopy.bytes(into));
            return null;
        });
    }

    @Override
    public void close() {
        file.close();
    }
}
