// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An open weight file that presents its weights under the names of this project. Weights are read one at a time. */
public interface WeightSource extends AutoCloseable {

    /** Returns the file. */
    Path file();

    /** Returns the shapes of the weights by name, in the order of the file. */
    Map<String, long[]> shapes();

    /**
     * Returns the settings of the file's model. Settings that the file does not contain have the defaults of its dialect. Empty
     * for a format without settings.
     */
    default Optional<MaskRcnnConfig> config() {
        return Optional.empty();
    }

    /**
     * Returns the class names by class id, background first, if the file contains them or its number of classes determines
     * them; otherwise an empty list.
     */
    default List<String> labels() {
        return List.of();
    }

    /** Returns notes on settings that the user should check because the file does not contain them. */
    default List<String> hints() {
        return List.of();
    }

    /**
     * Returns the names of arrays in the file that networks of this project do not use, each with the reason; usually empty.
     */
    default Map<String, String> skipped() {
        return Map.of();
    }

    /**
     * Reads one weight into an array.
     *
     * @param into row-major FLOAT array in the shape of the weight, which is overwritten
     */
    void read(String name, INDArray into);

    @Override
    void close();
}
