// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A file of weights under the names of this project, of which single ones can be read. */
public interface WeightSource extends AutoCloseable {

    /** The file. */
    Path file();

    /** Shapes by name, in the order of the file. */
    Map<String, long[]> shapes();

    /**
     * The settings of the file's model, as far as it tells them; the others have the defaults of its dialect. Empty for a format
     * that tells none.
     */
    default Optional<MaskRcnnConfig> config() {
        return Optional.empty();
    }

    /** Class names by class id, background first, where the file or its number of classes tells them; else empty. */
    default List<String> labels() {
        return List.of();
    }

    /** Settings to think of, because the file cannot tell them. */
    default List<String> hints() {
        return List.of();
    }

    /** Names of what the file has and no network of this project takes, each with the reason; usually none. */
    default Map<String, String> skipped() {
        return Map.of();
    }

    /**
     * Reads one array into memory.
     *
     * @param into row-major FLOAT array of the shape in the file
     */
    void read(String name, INDArray into);

    @Override
    void close();
}
