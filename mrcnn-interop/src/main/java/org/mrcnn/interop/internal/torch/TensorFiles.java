// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads all tensors of a file of any network. */
public final class TensorFiles {

    private TensorFiles() {}

    /**
     * Reads a file.
     *
     * @return the elements of each tensor by name, row-major
     * @throws org.mrcnn.engine.weights.WeightFileException if the file is damaged or has no tensors; the message names the file
     *     and the fault
     */
    public static Map<String, float[]> readAll(Path file, TorchForm form) throws IOException {
        try (Contents contents = TorchWeights.contents(file, form)) {
            Map<String, float[]> values = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> e : StateDict.of(contents).tensors().entrySet()) {
                values.put(e.getKey(), e.getValue().values());
            }
            return values;
        }
    }
}
