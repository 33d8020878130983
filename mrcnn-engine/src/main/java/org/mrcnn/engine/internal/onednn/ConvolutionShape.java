// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.Arrays;
import org.bytedeco.dnnl.memory;

/**
 * The sizes of a convolution: input [batch, height, width, channels], weights [kernelHeight, kernelWidth, channels / groups,
 * filters], and the same padding on all sides. Filters and channels are divided into groups in order: the first group of
 * filters reads only the first group of channels.
 *
 * @param bf16 whether the products are of bfloat16 values, summed in float; all arrays outside remain float
 */
public record ConvolutionShape(
        long batch,
        long height,
        long width,
        long channels,
        long kernelHeight,
        long kernelWidth,
        long filters,
        Window window,
        boolean bf16) {

    /** Stride and padding of the kernel, and the number of channel groups. */
    public record Window(int stride, int padding, int groups) {}

    public ConvolutionShape {
        if (height + 2L * window.padding() < kernelHeight || width + 2L * window.padding() < kernelWidth) {
            throw new IllegalArgumentException("a convolution with kernel " + kernelHeight + "x" + kernelWidth
                    + " and padding " + window.padding() + " does not fit an input of " + height + "x" + width);
        }
    }

    /** Returns the sizes for an input and weights of these shapes. */
    public static ConvolutionShape of(long[] x, long[] weights, Window window, boolean bf16) {
        int groups = window.groups();
        if (x.length != 4 || weights.length != 4 || x[3] != weights[2] * groups || weights[3] % groups != 0) {
            throw new IllegalArgumentException("a convolution of " + groups + " groups: expected input [batch, height,"
                    + " width, channels] and weights [height, width, channels / groups, filters], filters a multiple of"
                    + " the groups, found " + Arrays.toString(x) + " and " + Arrays.toString(weights));
        }
        return new ConvolutionShape(x[0], x[1], x[2], x[3], weights[0], weights[1], weights[3], window, bf16);
    }

    int stride() {
        return window.stride();
    }

    int padding() {
        return window.padding();
    }

    int groups() {
        return window.groups();
    }

    /** Returns a copy with another type of the products. */
    ConvolutionShape withBf16(boolean newBf16) {
        return new ConvolutionShape(
                batch, height, width, channels, kernelHeight, kernelWidth, filters, window, newBf16);
    }

    /** Returns a copy with fewer images and rows. */
    ConvolutionShape withRows(long images, long rows) {
        return new ConvolutionShape(images, rows, width, channels, kernelHeight, kernelWidth, filters, window, bf16);
    }

    /** Returns the shape of the input: [batch, height, width, channels]. */
    long[] input() {
        return new long[] {batch, height, width, channels};
    }

    /** Returns the shape of the result: [batch, height, width, filters]. */
    public long[] output() {
        return new long[] {
            batch,
            (height + 2L * padding() - kernelHeight) / stride() + 1,
            (width + 2L * padding() - kernelWidth) / stride() + 1,
            filters
        };
    }

    long[] strides() {
        return new long[] {stride(), stride()};
    }

    long[] paddings() {
        return new long[] {padding(), padding()};
    }

    /** Returns the type in which values are multiplied. */
    memory.data_type type() {
        return bf16 ? memory.data_type.bf16 : memory.data_type.f32;
    }

    memory.desc x(memory.data_type type) {
        return Layouts.nhwc(type, batch, height, width, channels);
    }

    memory.desc y(memory.data_type type) {
        return Layouts.nhwc(type, output());
    }

    /** Describes the input in the layout that the kernel prefers. */
    memory.desc anyX() {
        return any(channels, height, width);
    }

    /** Describes the result in the layout that the kernel prefers. */
    memory.desc anyY() {
        long[] y = output();
        return any(filters, y[1], y[2]);
    }

    private memory.desc any(long depth, long rows, long columns) {
        return new memory.desc(new long[] {batch, depth, rows, columns}, memory.data_type.f32, memory.format_tag.any);
    }

    /** Describes the weights in the layout that the kernel prefers. */
    memory.desc anyWeights(memory.data_type type) {
        return weights(type, memory.format_tag.any);
    }

    /** Describes the weights in the layout of the graph. */
    memory.desc plainWeights() {
        return weights(memory.data_type.f32, groups() == 1 ? memory.format_tag.hwio : memory.format_tag.hwigo);
    }

    private memory.desc weights(memory.data_type type, memory.format_tag layout) {
        long[] one = {filters, channels, kernelHeight, kernelWidth};
        long[] grouped = {groups(), filters / groups(), channels / groups(), kernelHeight, kernelWidth};
        return new memory.desc(groups() == 1 ? one : grouped, type, layout);
    }

    memory.desc bias() {
        return new memory.desc(new long[] {filters}, memory.data_type.f32, memory.format_tag.a);
    }
}
