// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

/**
 * The window of a pooling layer.
 *
 * @param kernel side of the square window, at least 1
 * @param stride distance between windows, at least 1
 * @param top rows of padding above, 0 to kernel - 1, so that no window contains only padding; the other sides have the same
 *     limits
 */
public record MaxPoolWindow(int kernel, int stride, int top, int left, int bottom, int right) {

    public MaxPoolWindow {
        if (kernel < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "max pool kernel and stride: expected numbers from 1, found " + kernel + " and " + stride);
        }
        for (int padding : new int[] {top, left, bottom, right}) {
            if (padding < 0 || padding >= kernel) {
                throw new IllegalArgumentException("max pool padding: expected 0 to " + (kernel - 1) + " for kernel "
                        + kernel + ", found " + padding);
            }
        }
    }

    /** Returns a window without padding. */
    public static MaxPoolWindow of(int kernel, int stride) {
        return new MaxPoolWindow(kernel, stride, 0, 0, 0, 0);
    }

    /**
     * Returns a copy with a padding for each side. TensorFlow's "same" for kernel 3 and stride 2 on even sizes is (0, 0, 1, 1).
     */
    public MaxPoolWindow pad(int newTop, int newLeft, int newBottom, int newRight) {
        return new MaxPoolWindow(kernel, stride, newTop, newLeft, newBottom, newRight);
    }

    int[] toArguments() {
        return new int[] {kernel, stride, top, left, bottom, right};
    }

    static MaxPoolWindow of(long[] a) {
        return new MaxPoolWindow((int) a[0], (int) a[1], (int) a[2], (int) a[3], (int) a[4], (int) a[5]);
    }
}
