// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Parts of native arrays of floats. */
public final class Floats {

    private Floats() {}

    /** Returns the address of the float at {@code index}. */
    static Pointer at(Pointer array, long index) {
        return new BytePointer(array).getPointer(index * Float.BYTES);
    }

    /** Returns a view of the {@code length} floats from {@code index} on. */
    public static FloatBuffer view(Pointer array, long index, long length) {
        return at(array, index)
                .capacity(length * Float.BYTES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
