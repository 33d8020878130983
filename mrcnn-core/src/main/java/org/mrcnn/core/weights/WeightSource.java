// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.weights;

import java.nio.file.Path;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A file of weights under the names of this project, of which single ones can be read. */
public interface WeightSource extends AutoCloseable {

    /** The file. */
    Path file();

    /** Shapes by name, in the order of the file. */
    Map<String, long[]> shapes();

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
