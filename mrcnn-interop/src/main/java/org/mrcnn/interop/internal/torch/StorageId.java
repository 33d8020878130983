// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.List;
import java.util.Map;
import org.mrcnn.engine.internal.weights.TensorType;
import org.mrcnn.interop.internal.pickle.Global;

/**
 * A reference to a storage in a pickle of PyTorch.
 *
 * @param type type of the elements; null if it is not supported
 * @param typeName PyTorch's name of the type, such as FloatStorage
 * @param key identifies the storage in the file
 * @param length number of elements
 * @param view the referenced part of the storage, as first element and number; null for the whole storage
 */
record StorageId(TensorType type, String typeName, String key, long length, List<Long> view) {

    private static final Map<String, TensorType> TYPES = Map.of(
            "FloatStorage", TensorType.F32,
            "DoubleStorage", TensorType.F64,
            "HalfStorage", TensorType.F16,
            "BFloat16Storage", TensorType.BF16,
            "LongStorage", TensorType.I64,
            "IntStorage", TensorType.I32,
            "ShortStorage", TensorType.I16,
            "CharStorage", TensorType.I8,
            "ByteStorage", TensorType.U8,
            "BoolStorage", TensorType.BOOL);

    /** Bytes per element of unsupported types, which the format without a directory must skip. */
    private static final Map<String, Integer> OTHER_WIDTHS = Map.of(
            "ComplexFloatStorage", 8,
            "ComplexDoubleStorage", 16,
            "QInt8Storage", 1,
            "QUInt8Storage", 1,
            "QInt32Storage", 4,
            "UntypedStorage", 1);

    /** Returns the storage of a persistent id; null if it is not a storage. */
    static StorageId of(Object id) {
        if (id instanceof List<?> parts
                && parts.size() >= 5
                && "storage".equals(parts.get(0))
                && parts.get(1) instanceof Global type
                && parts.get(4) instanceof Long length) {
            return of(type.name(), String.valueOf(parts.get(2)), length, parts.size() > 5 ? parts.get(5) : null);
        }
        return null;
    }

    static StorageId of(String typeName, String key, long length, Object viewOrNull) {
        List<Long> view = viewOrNull instanceof List<?> v
                        && v.size() == 3
                        && v.get(1) instanceof Long from
                        && v.get(2) instanceof Long count
                ? List.of(from, count)
                : null;
        return new StorageId(TYPES.get(typeName), typeName, key, length, view);
    }

    /** Returns the number of bytes per element; 0 if unknown. */
    int width() {
        return type == null ? OTHER_WIDTHS.getOrDefault(typeName, 0) : type.width();
    }
}
