// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.NativeSize;

/** Constant weights in the layout and type that a kernel needs, packed once. Any number of threads may read them. */
public final class PackedWeights implements AutoCloseable, NativeSize {

    /** Identifies a weight variable in a packed layout. */
    public record Key(String variable, ByteBuffer layout) {}

    private final OneDnn dnn = new OneDnn();
    private final memory packed;
    private final long bytes;

    /** @param pack writes the packed weights to an address */
    PackedWeights(long bytes, Consumer<Pointer> pack) {
        this.bytes = bytes;
        packed = new memory(OneDnn.bytes(bytes), dnn.engine());
        pack.accept(packed.get_data_handle());
    }

    Pointer address() {
        return packed.get_data_handle();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        packed.close();
        dnn.close();
    }
}
