// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.weights.WeightFileException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights saved by Keras: Matterport's {@code mask_rcnn_coco.h5}, files saved by Matterport's code during training, ResNets of
 * keras.applications without their top, and {@code .weights.h5} and {@code .keras} files of Keras 3. Layers are matched by
 * name, as in Keras's {@code load_weights(by_name=True)}.
 *
 * <p>Opening reads names and shapes; each array is later read from the file directly to its destination. For a damaged or
 * malicious file, a {@link WeightFileException} is thrown before much memory is allocated. Not thread-safe.
 */
public final class KerasWeights implements WeightSource {

    private final Hdf5File file;
    private final Map<String, Hdf5Tensor> tensors;

    private KerasWeights(Hdf5File file, Map<String, String> names) {
        this.file = file;
        KerasTensors listed = ListedLayers.of(file);
        tensors = (listed != null ? listed : NumberedLayers.of(file, names)).asMap();
        if (listed == null && tensors.isEmpty()) {
            throw new WeightFileException(
                    file.path() + ": expected weights of Keras, with a list \"layer_names\" or, of"
                            + " Keras 3, groups \"vars\", found another HDF5 file");
        }
    }

    /**
     * Opens an HDF5 file. The caller must close the weights.
     *
     * @throws WeightFileException if the file does not contain Keras weights, or is damaged
     */
    public static KerasWeights open(Path path) throws IOException {
        return of(Hdf5File.open(path), Map.of());
    }

    /**
     * Opens a {@code .keras} file. The caller must close the weights.
     *
     * @throws WeightFileException if the file does not contain Keras weights, or is damaged
     */
    public static KerasWeights openArchive(Path path) throws IOException {
        ZipFile zip = zip(path);
        try {
            Map<String, String> names = KerasArchive.names(path, zip);
            return of(KerasArchive.weights(path, zip), names);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile zip(Path path) throws IOException {
        try {
            return new ZipFile(path.toFile());
        } catch (ZipException e) {
            throw new WeightFileException(path + ": cut off, or damaged: " + e.getMessage(), e);
        }
    }

    private static KerasWeights of(Hdf5File file, Map<String, String> names) {
        try {
            return new KerasWeights(file, names);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
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
