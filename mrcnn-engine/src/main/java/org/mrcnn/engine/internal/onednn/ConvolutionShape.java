// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.Arrays;
import org.bytedeco.dnnl.memory;

/**
 * The sizes of a convolution: input [batch, height, width, channels], weights [kernelHeight, kernelWidth, channels / groups,
 * filters], the same padding on all sides. Filters and channels are cut into groups in their order: the first filters read
 * the first channels alone.
 *
 * @param bf16 whether products are of bfloat16 values, summed in float; all arrays outside stay float
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

    /** How the kernel moves over the input, and how many groups of channels there are. */
    public record Window(int stride, int padding, int groups) {}

    public ConvolutionShape {
        if (height + 2L * window.padding() < kernelHeight || width + 2L * window.padding() < kernelWidth) {
            throw new IllegalArgumentException("a convolution with kernel " + kernelHeight + "x" + kernelWidth
                    + " and padding " + window.padding() + " does not fit an input of " + height + "x" + width);
        }
    }

    /** From the shapes of the input and the weights. */
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

    /** Like this one, with products of another type. */
    ConvolutionShape withBf16(boolean newBf16) {
        return new ConvolutionShape(
                batch, height, width, channels, kernelHeight, kernelWidth, filters, window, newBf16);
    }

    /** Like this one, over fewer images and rows. */
    ConvolutionShape withRows(long images, long rows) {
        return new ConvolutionShape(images, rows, width, channels, kernelHeight, kernelWidth, filters, window, bf16);
    }

    /** [batch, height, width, channels]. */
    long[] input() {
        return new long[] {batch, height, width, channels};
    }

    /** [batch, height, width, filters] of the result. */
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

    /** The type in which values are multiplied. */
    memory.data_type type() {
        return bf16 ? memory.data_type.bf16 : memory.data_type.f32;
    }

    memory.desc x(memory.data_type type) {
        return Layouts.nhwc(type, batch, height, width, channels);
    }

    memory.desc y(memory.data_type type) {
        return Layouts.nhwc(type, output());
    }

    /** The input in the layout that a kernel prefers. */
    memory.desc anyX() {
        return any(channels, height, width);
    }

    /** The result in the layout that a kernel prefers. */
    memory.desc anyY() {
        long[] y = output();
        return any(filters, y[1], y[2]);
    }

    private memory.desc any(long depth, long rows, long columns) {
        return new memory.desc(new long[] {batch, depth, rows, columns}, memory.data_type.f32, memory.format_tag.any);
    }

    /** The weights in whatever layout a kernel wants. */
    memory.desc anyWeights(memory.data_type type) {
        return weights(type, memory.format_tag.any);
    }

    /** The weights as the graph keeps them. */
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
