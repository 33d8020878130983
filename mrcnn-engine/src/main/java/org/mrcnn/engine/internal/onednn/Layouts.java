// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.ByteBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;

/** Creates descriptions of array layouts. */
final class Layouts {

    private Layouts() {}

    /**
     * Describes an array with channels last. oneDNN gives the dimensions in the order batch, channels, height, width, whatever
     * the layout.
     */
    static memory.desc nhwc(memory.data_type type, long... shape) {
        return new memory.desc(new long[] {shape[0], shape[3], shape[1], shape[2]}, type, memory.format_tag.nhwc);
    }

    /** Returns the description as bytes that are equal for equal layouts. */
    static ByteBuffer bytes(memory.desc description) {
        dnnl_memory_desc_t data = description.data();
        byte[] bytes = new byte[data.sizeof()];
        new BytePointer(data).capacity(bytes.length).get(bytes);
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
}
