// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies heap arrays to row-major native arrays of a given shape. These own their memory, unlike those of ND4J's reshape, which
 * returns a view that {@link INDArray#close} does not free and that SameDiff copies.
 */
public final class NativeCopy {

    private NativeCopy() {}

    /** A FLOAT array. */
    public static INDArray of(float[] values, long... shape) {
        INDArray array = allocate(DataType.FLOAT, values.length, shape);
        bytes(array).asFloatBuffer().put(0, values);
        return array;
    }

    /** An INT32 array. */
    public static INDArray of(int[] values, long... shape) {
        INDArray array = allocate(DataType.INT32, values.length, shape);
        bytes(array).asIntBuffer().put(0, values);
        return array;
    }

    /** An INT8 array. */
    public static INDArray of(byte[] values, long... shape) {
        INDArray array = allocate(DataType.INT8, values.length, shape);
        bytes(array).put(0, values);
        return array;
    }

    /** An INT64 array. */
    public static INDArray of(long[] values, long... shape) {
        INDArray array = allocate(DataType.INT64, values.length, shape);
        bytes(array).asLongBuffer().put(0, values);
        return array;
    }

    /**
     * Returns an array of another shape and the same size that shares the memory of {@code array}, which must live as long as
     * the result.
     */
    public static INDArray sharedAs(INDArray array, long... shape) {
        if (array.ordering() != 'c' || array.offset() != 0) {
            throw new IllegalArgumentException("expected a row-major array, found " + array.shapeInfoToString());
        }
        return Nd4j.create(
                Nd4j.createBuffer(array.data().pointer(), array.length(), array.dataType()),
                shape,
                Nd4j.getStrides(shape, 'c'),
                0,
                'c',
                array.dataType());
    }

    /**
     * Returns some rows of a row-major array. They share its memory, which must live as long as the result. Rows are counted
     * along the first axis with more than one.
     */
    public static INDArray rows(INDArray array, long from, long count) {
        long[] shape = array.shape().clone();
        int axis = shape[0] == 1 && shape.length > 1 ? 1 : 0;
        long values = array.length() / shape[axis];
        long width = values * array.dataType().width();
        shape[axis] = count;
        Pointer start = new BytePointer(array.data().addressPointer())
                .getPointer(from * width)
                .capacity(count * width);
        return Nd4j.create(
                Nd4j.createBuffer(start, count * values, array.dataType()),
                shape,
                Nd4j.getStrides(shape, 'c'),
                0,
                'c',
                array.dataType());
    }

    private static INDArray allocate(DataType type, int length, long... shape) {
        long size = 1;
        for (long side : shape) {
            size *= side;
        }
        if (size != length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " needs " + size + " values, found " + length);
        }
        return Nd4j.createUninitializedDetached(type, 'c', shape);
    }

    /** Like {@link #isContiguous}, and the array begins where its buffer begins. */
    public static boolean isRowMajor(INDArray a) {
        return a.offset() == 0 && isContiguous(a);
    }

    /** Returns whether the values are contiguous in memory, with the last index changing fastest, so that they have {@link #bytes}. */
    public static boolean isContiguous(INDArray a) {
        return a.ordering() == 'c' && Arrays.equals(a.stride(), Nd4j.getStrides(a.shape(), 'c'));
    }

    /** Returns a view of the bytes of a contiguous array, from its first element on, in native byte order. */
    public static ByteBuffer bytes(INDArray a) {
        Pointer p = new Pointer(a.data().addressPointer());
        return p.limit(0)
                .position(0)
                .capacity(a.length() * a.dataType().width())
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }
}
