// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

/**
 * Describes a square convolution that {@link Layers#conv} adds: convolution with bias, then an optional batch normalization, an
 * optional shortcut, and an optional ReLU. The kernel is stored as [size, size, channels / groups, out].
 *
 * <p>With an odd size, the input is padded with size / 2 pixels of zeros on each side, so that the height and width of the
 * result are those of the input divided by the stride, rounded up. An even size requires an even stride that is not greater;
 * height and width are then divided by the stride in the same way.
 *
 * @param size side of the kernel in pixels
 * @param out number of output channels
 * @param stride distance in pixels between neighbouring positions of the kernel
 * @param groups number of equal parts into which input and output channels are divided; each part is convolved separately. The
 *     number of channels gives a depthwise convolution
 * @param relu whether a ReLU follows, which sets negative values to 0
 * @param norm name of the batch normalization that follows; null for none
 * @param output name of the result in the graph; null for the name of the layer, with {@code _relu} or {@code _norm} appended
 *     if the convolution has a normalization
 */
public record Conv(int size, int out, int stride, int groups, boolean relu, String norm, String output) {

    /** The largest side of an image that a configuration accepts. */
    private static final int MAX_SIDE = 8192;

    public Conv {
        if (size < 1 || out < 1 || stride < 1 || groups < 1 || out % groups != 0) {
            throw new IllegalArgumentException("a convolution: expected size, channels, stride and groups above 0 and"
                    + " channels that the groups divide, found " + size + ", " + out + ", " + stride + " and "
                    + groups);
        }
        if (size > MAX_SIDE || stride > MAX_SIDE) {
            throw new IllegalArgumentException("a convolution: expected a size and a stride of at most " + MAX_SIDE
                    + ", found " + size + " and " + stride);
        }
    }

    /** Returns a convolution with bias, stride 1 and one group. */
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

    /** Returns a copy with a batch normalization of this name, applied before shortcut and ReLU. */
    public Conv withNorm(String name) {
        return new Conv(size, out, stride, groups, relu, name, output);
    }

    /** Returns a copy whose result has this name in the graph. */
    public Conv withOutput(String name) {
        return new Conv(size, out, stride, groups, relu, norm, name);
    }

    /**
     * Returns how many pixels of zeros are added on each side of the input.
     *
     * @throws IllegalArgumentException if the size is even and the stride is odd or greater than the size
     */
    public int padding() {
        if (size % 2 == 0 && (stride % 2 != 0 || stride > size)) {
            throw new IllegalArgumentException("a convolution of even size " + size
                    + ": expected an even stride of at most the size, found " + stride);
        }
        return size % 2 == 0 ? (size - stride) / 2 : size / 2;
    }
}
