// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.mrcnn.engine.internal.onednn.ConvolutionShape;
import org.mrcnn.engine.internal.onednn.Floats;
import org.mrcnn.engine.internal.onednn.MatrixProduct;
import org.mrcnn.engine.internal.onednn.OneDnn;

/**
 * The gradient of a convolution's output if nearly all of its pixels are zero, as in the region proposal network, whose loss
 * reads a few hundred of many thousand anchors. Zero pixels contribute nothing to the gradients of weights and input, so these
 * are computed as products of matrices with a row for each of the other pixels.
 */
final class SparseGradient {

    /**
     * Above this fraction of the pixels, dense kernels are faster: Winograd's algorithm needs a quarter of the multiplications.
     */
    private static final int PIXELS_PER_ROW = 16;

    /** Rows are padded with zeros to a multiple of this, so that steps with nearly the same number share a kernel. */
    private static final int ROWS = 64;

    private final ConvolutionShape shape;
    /** Indices in [batch, height, width] of the output, ascending. */
    private final int[] pixels;

    private final int rows;
    private final NativeArrays arrays;
    /** Gradients of the pixels that are not zero, [rows, filters]. */
    private final FloatPointer gradients;

    private SparseGradient(ConvolutionShape shape, int[] pixels, NativeArrays arrays, FloatBuffer gradient) {
        this.shape = shape;
        this.pixels = pixels;
        this.arrays = arrays;
        rows = Math.max(1, (pixels.length + ROWS - 1) / ROWS) * ROWS;
        int filters = Math.toIntExact(shape.filters());
        gradients = arrays.scratch(OneDnn.Scratch.DESTINATION, (long) rows * filters);
        FloatBuffer to = zeroed(gradients);
        float[] row = new float[filters];
        for (int i = 0; i < pixels.length; i++) {
            gradient.get(pixels[i] * filters, row);
            to.put(i * filters, row);
        }
    }

    /** Returns the gradient in input {@code i} of a run; null if too many of its pixels are not zero, or there are groups. */
    static SparseGradient of(ConvolutionShape shape, OpRun run, int i, NativeArrays arrays) {
        if (shape.window().groups() > 1) {
            return null;
        }
        long[] y = shape.output();
        int count = Math.toIntExact(y[0] * y[1] * y[2]);
        int[] pixels = nonZero(
                run.byteBuffer(i), count, Math.toIntExact(shape.filters() * Float.BYTES), count / PIXELS_PER_ROW);
        return pixels == null ? null : new SparseGradient(shape, pixels, arrays, run.floatBuffer(i));
    }

    /** Returns the pixels that are not zero; null if there are more than {@code most}. */
    private static int[] nonZero(ByteBuffer array, int count, int pixelBytes, int most) {
        ByteBuffer zeros = ByteBuffer.allocateDirect(pixelBytes);
        boolean[] found = new boolean[count];
        AtomicInteger number = new AtomicInteger();
        Parallel.range(count, (from, to) -> {
            for (int p = from; p < to && number.get() <= most; p++) {
                found[p] = array.slice(p * pixelBytes, pixelBytes).mismatch(zeros) >= 0;
                if (found[p]) {
                    number.incrementAndGet();
                }
            }
        });
        if (number.get() > most) {
            return null;
        }
        int[] pixels = new int[number.get()];
        for (int p = 0, i = 0; p < count; p++) {
            if (found[p]) {
                pixels[i++] = p;
            }
        }
        return pixels;
    }

    /**
     * Computes the gradients of weights and bias.
     *
     * @param x the convolution's input
     */
    void ofWeights(FloatBuffer x, Pointer weightGradient, Pointer biasGradient) {
        FloatPointer patches = arrays.scratch(OneDnn.Scratch.PIXELS, rows * patchLength());
        FloatBuffer to = zeroed(patches);
        float[] values = new float[Math.toIntExact(shape.kernelWidth() * shape.channels())];
        for (int i = 0; i < pixels.length; i++) {
            forEachPatchRow(i, (patch, pixel, n) -> {
                x.get(pixel, values, 0, n);
                to.put(patch, values, 0, n);
            });
        }
        product(patchLength(), rows, shape.filters(), true, false).run(patches, gradients, null, null, weightGradient);
        ColumnSums.run(arrays, gradients, rows, shape.filters(), biasGradient);
    }

    /** Computes the gradient of the input and writes it to the row-major buffer {@code x}. */
    void ofInput(Pointer weights, FloatBuffer x) {
        FloatPointer patches = arrays.scratch(OneDnn.Scratch.PIXELS, rows * patchLength());
        product(rows, shape.filters(), patchLength(), false, true).run(gradients, weights, null, null, patches);
        FloatBuffer from = values(patches);
        setToZero(x);
        float[] values = new float[Math.toIntExact(shape.kernelWidth() * shape.channels())];
        float[] sum = new float[values.length];
        for (int i = 0; i < pixels.length; i++) {
            forEachPatchRow(i, (patch, pixel, n) -> {
                from.get(patch, values, 0, n);
                x.get(pixel, sum, 0, n);
                for (int k = 0; k < n; k++) {
                    sum[k] += values[k];
                }
                x.put(pixel, sum, 0, n);
            });
        }
    }

    private static void setToZero(FloatBuffer x) {
        int tile = 1 << 12;
        float[] zeros = new float[tile];
        Parallel.tiles(x.limit(), tile, () -> (at, n) -> x.put(at, zeros, 0, n));
    }

    private MatrixProduct product(long m, long k, long n, boolean transposeA, boolean transposeB) {
        return arrays.kernel(
                new MatrixProduct.Key(m, k, n, transposeA, transposeB, false, false, false, false), MatrixProduct::new);
    }

    /** Returns the number of values under the kernel at a pixel: [kernel height, kernel width, channels], like the weights. */
    private long patchLength() {
        return shape.kernelHeight() * shape.kernelWidth() * shape.channels();
    }

    /** Values of a patch that are contiguous both in the patch and in the input. */
    private interface PatchRow {
        void visit(int patch, int input, int n);
    }

    /** Visits the rows of the patch of pixel {@code i} that lie within the input. */
    private void forEachPatchRow(int i, PatchRow visitor) {
        long[] y = shape.output();
        int outWidth = (int) y[2];
        int outHeight = (int) y[1];
        int width = (int) shape.width();
        int height = (int) shape.height();
        int channels = (int) shape.channels();
        int kernelWidth = (int) shape.kernelWidth();
        int left =
                pixels[i] % outWidth * shape.window().stride() - shape.window().padding();
        int top = pixels[i] / outWidth % outHeight * shape.window().stride()
                - shape.window().padding();
        int image = pixels[i] / (outWidth * outHeight);
        int from = Math.max(0, left);
        int to = Math.min(width, left + kernelWidth);
        for (int v = 0; v < shape.kernelHeight(); v++) {
            if (top + v >= 0 && top + v < height && from < to) {
                int patch = Math.toIntExact(i * patchLength()) + (v * kernelWidth + from - left) * channels;
                int input = ((image * height + top + v) * width + from) * channels;
                visitor.visit(patch, input, (to - from) * channels);
            }
        }
    }

    private static FloatBuffer values(FloatPointer memory) {
        return Floats.view(memory, 0, memory.capacity());
    }

    private static FloatBuffer zeroed(FloatPointer memory) {
        Pointer.memset(memory, 0, memory.capacity() * Float.BYTES);
        return values(memory);
    }
}
