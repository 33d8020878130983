// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.internal.weights.TensorType;
import org.mrcnn.interop.internal.bytes.Bytes;
import org.mrcnn.interop.internal.pickle.Described;
import org.mrcnn.interop.internal.pickle.LongText;
import org.mrcnn.interop.internal.pickle.PickledObject;

/**
 * Arrays of NumPy in a pickle (https://numpy.org/doc/stable/reference/generated/numpy.ndarray.__reduce__.html), in protocols 2,
 * in which data are text, to 5.
 */
final class NumpyArrays {

    private static final Map<String, TensorType> TYPES = Map.of(
            "f4", TensorType.F32,
            "f8", TensorType.F64,
            "f2", TensorType.F16,
            "i8", TensorType.I64,
            "i4", TensorType.I32,
            "i2", TensorType.I16,
            "i1", TensorType.I8,
            "u1", TensorType.U8,
            "b1", TensorType.BOOL);

    private NumpyArrays() {}

    /**
     * Returns the array as a tensor; null for other objects and for arrays of another element type.
     *
     * @throws IllegalArgumentException if the array cannot be read
     */
    static Tensor tensor(PickledObject object) {
        return switch (object.callable().replaceFirst("^numpy\\._core\\.", "numpy.core.")) {
            case "numpy.core.multiarray._reconstruct" -> reconstructed(object.state());
            case "numpy.core.numeric._frombuffer" -> buffer(object.arguments());
            default -> null;
        };
    }

    /** Creates a tensor from the state of an array: version (absent in the oldest), shape, type, order and data. */
    private static Tensor reconstructed(Object state) {
        if (!(state instanceof List<?> parts) || parts.size() < 4) {
            throw new IllegalArgumentException("expected the state of an array, found " + Described.of(state));
        }
        List<?> last = parts.subList(parts.size() - 4, parts.size());
        boolean columns = Boolean.TRUE.equals(last.get(2)) || Long.valueOf(1).equals(last.get(2));
        return array(last.get(0), last.get(1), columns, last.get(3));
    }

    private static Tensor buffer(List<?> parts) {
        if (parts.size() < 4) {
            throw new IllegalArgumentException("expected data, type, shape and order of an array, found less");
        }
        return array(parts.get(2), parts.get(1), "F".equals(parts.get(3)), parts.get(0));
    }

    private static Tensor array(Object shape, Object type, boolean columns, Object data) {
        if (!(type instanceof PickledObject dtype)
                || !dtype.callable().equals("numpy.dtype")
                || !(shape instanceof List<?> sides)) {
            throw new IllegalArgumentException(
                    "expected shape and type of an array, found " + Described.of(shape) + " and " + Described.of(type));
        }
        TensorType elements = TYPES.get(String.valueOf(dtype.argument(0)));
        if (elements == null) {
            return null;
        }
        boolean big = dtype.state() instanceof List<?> state && state.size() > 1 && ">".equals(state.get(1));
        long[] shape64 = TensorObjects.sizes(sides);
        Bytes bytes = bytes(data);
        Storage storage = new Storage(
                bytes, elements, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, bytes.size() / elements.width());
        return new Tensor(storage, 0, shape64, columns ? columnMajor(shape64) : Tensor.contiguous(shape64));
    }

    private static long[] columnMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            strides[axis] = stride;
            stride *= Math.max(1, shape[axis]);
        }
        return strides;
    }

    /** Returns bytes in a pickle. Older protocols store them as text. */
    static Bytes bytes(Object data) {
        if (data instanceof Bytes bytes) {
            return bytes;
        }
        if (data instanceof String text) { // a short string of Python 2
            return Latin1Bytes.of(text);
        }
        if (data instanceof PickledObject object && object.callable().equals("_codecs.encode")) {
            return object.argument(0) instanceof LongText text
                    ? Latin1Bytes.of(text.utf8())
                    : bytes(String.valueOf(object.argument(0)));
        }
        throw new IllegalArgumentException("expected bytes, found " + Described.of(data));
    }
}
