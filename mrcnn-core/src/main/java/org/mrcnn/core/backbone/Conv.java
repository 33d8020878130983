// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

/**
 * A square convolution as {@link Layers#conv} adds it: bias, then an optional batch normalization, an optional shortcut and an
 * optional ReLU. Its kernel is stored as [size, size, channels / groups, out].
 *
 * <p>An odd size is padded with size / 2 pixels of zeros on each side, so that the result has the input's height and width,
 * divided by the stride (rounded up). An even size must have an even stride that is no greater, and divides likewise.
 *
 * @param size of the kernel, in pixels
 * @param out channels of the result
 * @param stride pixels from one result to the next
 * @param groups how many equal parts the channels of input and result are cut into, each convolved by itself; as many as
 *     channels for a depthwise convolution
 * @param relu whether negative results become 0
 * @param norm name of the batch normalization after it, or null for none
 * @param output name of the result in the graph, or null for that of the layer, with {@code _relu} or {@code _norm} behind
 *     it where it has a normalization
 */
public record Conv(int size, int out, int stride, int groups, boolean relu, String norm, String output) {

    public Conv {
        if (size < 1 || out < 1 || stride < 1 || groups < 1 || out % groups != 0) {
            throw new IllegalArgumentException("a convolution: expected size, channels, stride and groups above 0 and"
                    + " channels that the groups divide, found " + size + ", " + out + ", " + stride + " and "
                    + groups);
        }
    }

    /** A convolution with bias, of stride 1 and one group. */
    public static Conv of(int size, int out) {
        return new Conv(size, out, 1, 1, false, null, null);
    }

    public Conv withStride(int value) {
        return new Conv(size, out, value, groups, relu, norm, output);
    }

    public Conv withGroups(int value) {
        return new Conv(size, out, stride, value, relu, norm, output);
    }

    public Conv withRelu() {
        return new Conv(size, out, stride, groups, true, norm, output);
    }

    /** With a batch normalization of that name, before shortcut and ReLU. */
    public Conv withNorm(String name) {
        return new Conv(size, out, stride, groups, relu, name, output);
    }

    /** With a result of that name. */
    public Conv withOutput(String name) {
        return new Conv(size, out, stride, groups, relu, norm, name);
    }

    /**
     * Pixels of zeros on each side of the input.
     *
     * @throws IllegalArgumentException if the size is even and the stride does not suit it
     */
    public int padding() {
        if (size % 2 == 0 && (stride % 2 != 0 || stride > size)) {
            throw new IllegalArgumentException("a convolution of even size " + size
                    + ": expected an even stride of at most the size, found " + stride);
        }
        return size % 2 == 0 ? (size - stride) / 2 : size / 2;
    }
}
