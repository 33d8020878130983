// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mrcnn.engine.internal.weights.TensorType;
import org.mrcnn.interop.internal.bytes.Bytes;

/**
 * Contiguous elements of one type in a file; tensors are views of them.
 *
 * @param data the bytes, at least as many as the elements need
 * @param length the number of elements
 */
record Storage(Bytes data, TensorType type, ByteOrder order, long length) {

    /** Number of elements per read. */
    private static final int BLOCK = 1 << 15;

    Storage {
        if (length < 0 || length > data.size() / type.width()) {
            throw new IllegalArgumentException(
                    "expected " + length + " elements of " + type + ", found " + data.size() + " bytes");
        }
    }

    /** Returns some of the elements as floats. */
    float[] floats(long from, int count) throws IOException {
        float[] values = new float[count];
        ByteBuffer block =
                ByteBuffer.allocate(Math.min(count, BLOCK) * type.width()).order(order);
        for (int at = 0; at < count; at += BLOCK) {
            int n = Math.min(BLOCK, count - at);
            block.clear().limit(n * type.width());
            data.read((from + at) * type.width(), block);
            block.flip();
            if (type == TensorType.F32) {
                block.asFloatBuffer().get(values, at, n);
            } else {
                for (int i = at; i < at + n; i++) {
                    values[i] = type.next(block);
                }
            }
        }
        return values;
    }
}
