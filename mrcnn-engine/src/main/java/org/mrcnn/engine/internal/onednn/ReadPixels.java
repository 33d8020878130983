// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Copies those pixels of an input that a 1x1 convolution with a stride reads into one contiguous array, as large as the result
 * has pixels.
 */
final class ReadPixels implements AutoCloseable {

    private final OneDnn dnn;
    private final long images;
    private final long imageBytes;
    private final long readBytes;
    private final Kernel copy;

    private ReadPixels(OneDnn dnn, ConvolutionShape s) {
        this.dnn = dnn;
        images = s.batch();
        long row = s.width() * s.channels();
        long[] y = s.output();
        imageBytes = s.height() * row * Float.BYTES;
        readBytes = y[1] * y[2] * s.channels() * Float.BYTES;
        // One image at a time: with an odd height, the strided rows would extend into the next image, which oneDNN does
        // not accept.
        long[] strides = {y[1] * s.stride() * row, 1, s.stride() * row, s.stride() * s.channels()};
        try (memory.desc read =
                        new memory.desc(new long[] {1, s.channels(), y[1], y[2]}, memory.data_type.f32, strides);
                memory.desc dense = Layouts.nhwc(memory.data_type.f32, 1, y[1], y[2], s.channels())) {
            copy = Kernel.reorder(dnn, read, dense);
        }
    }

    /** Returns null if the convolution reads every pixel. */
    static ReadPixels of(OneDnn dnn, ConvolutionShape s) {
        return skips(s) ? new ReadPixels(dnn, s) : null;
    }

    /** Returns the shape of the equivalent convolution over only the pixels that are read. */
    static ConvolutionShape shape(ConvolutionShape s) {
        long[] y = s.output();
        return skips(s)
                ? new ConvolutionShape(
                        s.batch(),
                        y[1],
                        y[2],
                        s.channels(),
                        1,
                        1,
                        s.filters(),
                        new ConvolutionShape.Window(1, 0, s.groups()),
                        s.bf16())
                : s;
    }

    private static boolean skips(ConvolutionShape s) {
        return s.kernelHeight() == 1 && s.kernelWidth() == 1 && s.padding() == 0 && s.stride() > 1;
    }

    /** Returns the pixels, in scratch memory. */
    Pointer of(Pointer x) {
        Pointer pixels = dnn.scratch(OneDnn.Scratch.PIXELS, images * readBytes);
        for (long i = 0; i < images; i++) {
            copy.copy(new BytePointer(x).position(i * imageBytes), new BytePointer(pixels).position(i * readBytes));
        }
        return pixels;
    }

    @Override
    public void close() {
        copy.close();
    }
}
