// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.util.Arrays;
import org.mrcnn.engine.internal.weights.TensorType;

/** A tensor in a file: a view of a storage. It is checked on creation; its values are read on demand. */
final class Tensor {

    /** Maximum number of axes, more than any weight of a network has. */
    static final int MAX_RANK = 8;

    /** Maximum number of elements of a view that repeats elements of a smaller storage. */
    private static final long MAX_REPEATED = 1 << 20;

    private final Storage storage;
    private final long offset;
    private final long[] shape;
    private final long[] strides;
    private final int count;

    /**
     * Creates a view.
     *
     * @param offset offset of the first element in the storage
     * @param shape the shape, which must not be changed
     * @param strides distance in elements between successive indices of each axis; must not be changed
     * @throws IllegalArgumentException if the view exceeds the storage, or is larger than allowed
     */
    Tensor(Storage storage, long offset, long[] shape, long[] strides) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        if (shape.length != strides.length || shape.length > MAX_RANK) {
            throw fault("as many strides as sides, at most " + MAX_RANK);
        }
        try {
            count = Math.toIntExact(count());
            if (count > 0 && (offset < 0 || offset > storage.length() - Math.toIntExact(span()))) {
                throw fault("a view within its " + storage.length() + " elements");
            }
        } catch (ArithmeticException e) {
            throw fault("a size within 31 bits");
        }
        if (count > Math.max(storage.length(), MAX_REPEATED)) {
            throw fault("no more elements than the " + storage.length() + " that are stored");
        }
    }

    /** Returns a tensor with contiguous elements, row-major. */
    static Tensor of(Storage storage, long[] shape) {
        return new Tensor(storage, 0, shape, contiguous(shape));
    }

    /** Returns the strides of a contiguous tensor. */
    static long[] contiguous(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, shape[axis]); // an overflow is detected when the elements are counted
        }
        return strides;
    }

    private IllegalArgumentException fault(String expected) {
        return new IllegalArgumentException("expected " + expected + ", found shape " + Arrays.toString(shape)
                + ", strides " + Arrays.toString(strides) + ", offset " + offset);
    }

    private long count() {
        long product = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] < 0 || strides[axis] < 0) {
                throw fault("no negative numbers");
            }
            product = Math.multiplyExact(product, shape[axis]);
        }
        return product;
    }

    /** Returns the number of elements of the storage from the first to the last element of the view. */
    private long span() {
        long last = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            last = Math.addExact(last, Math.multiplyExact(shape[axis] - 1, strides[axis]));
        }
        return Math.addExact(last, 1);
    }

    /** Returns the shape, which must not be changed. */
    long[] shape() {
        return shape;
    }

    /** Returns the type of the elements in the file. */
    TensorType type() {
        return storage.type();
    }

    /** Returns the number of elements. */
    int length() {
        return count;
    }

    /** Returns the elements, row-major. */
    float[] values() throws IOException {
        if (count == 0 || isContiguous()) {
            return storage.floats(offset, count);
        }
        float[] from = storage.floats(offset, (int) span());
        float[] values = new float[count];
        long[] index = new long[shape.length];
        int place = 0;
        for (int i = 0; i < count; i++) {
            values[i] = from[place];
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += (int) strides[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                place -= (int) (shape[axis] * strides[axis]);
                index[axis] = 0;
            }
        }
        return values;
    }

    private boolean isContiguous() {
        long[] dense = contiguous(shape);
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] > 1 && strides[axis] != dense[axis]) {
                return false;
            }
        }
        return true;
    }
}
