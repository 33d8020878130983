// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors of a file by our names, in file order. */
final class KerasTensors {

    private final Hdf5File file;
    private final Map<String, Hdf5Tensor> tensors = new LinkedHashMap<>();

    KerasTensors(Hdf5File file) {
        this.file = file;
    }

    /**
     * Adds a tensor.
     *
     * @throws org.mrcnn.engine.weights.WeightFileException if there is already one with this name
     */
    void put(String name, Hdf5Tensor tensor) {
        if (tensors.put(name, tensor) != null) {
            throw file.fault("two weights have the name " + name);
        }
    }

    Map<String, Hdf5Tensor> asMap() {
        return Collections.unmodifiableMap(tensors);
    }
}
