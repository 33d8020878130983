// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** Moves values between [batch, height, width, 2, 2, channels] and [batch, 2 height, 2 width, channels]. */
public final class PixelShuffle implements AutoCloseable {

    /**
     * The key under which a runner keeps the kernel.
     *
     * @param height height of the small image
     * @param width width of the small image
     * @param channels channels of the large image
     * @param inverse whether to move values from the large to the small image
     */
    public record Key(long batch, long height, long width, long channels, boolean inverse) {}

    private final Kernel reorder;

    public PixelShuffle(OneDnn dnn, Key key) {
        long c = key.channels();
        long line = 2 * key.width() * c;
        // Two horizontal neighbours are adjacent in both layouts, so they are moved together.
        long[] dimensions = {key.batch() * key.height(), key.width(), 2, 2 * c};
        memory.desc small = new memory.desc(dimensions, memory.data_type.f32, new long[] {2 * line, 4 * c, 2 * c, 1});
        memory.desc large = new memory.desc(dimensions, memory.data_type.f32, new long[] {2 * line, 2 * c, line, 1});
        reorder = key.inverse() ? Kernel.reorder(dnn, large, small) : Kernel.reorder(dnn, small, large);
    }

    public void run(Pointer from, Pointer to) {
        reorder.copy(from, to);
    }

    @Override
    public void close() {
        reorder.close();
    }
}
