// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes the version of a model, which changes if it is trained further. Label Studio requests predictions only once per
 * version.
 */
final class ModelVersion {
    private ModelVersion() {}

    /** Returns the name of a model and a checksum of its weights, such as {@code cells-1a2b3c4d}. */
    static String of(ServedModel model) {
        CRC32C sum = new CRC32C();
        for (Map.Entry<String, INDArray> weight : new TreeMap<>(model.model().weights()).entrySet()) {
            sum.update(weight.getKey().getBytes(StandardCharsets.UTF_8));
            INDArray array = weight.getValue();
            try (Pointer bytes = new Pointer(array.data().addressPointer())) {
                sum.update(bytes.limit(array.length() * Float.BYTES).asByteBuffer());
            }
        }
        return String.format("%s-%08x", model.name(), sum.getValue());
    }
}
