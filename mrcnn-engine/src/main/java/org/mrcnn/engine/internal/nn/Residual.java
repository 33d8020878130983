// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

/** The kind of array that a convolution adds to its result before the ReLU. */
public enum Residual {
    NONE(0),
    /** An array in the shape of the result: the shortcut of a residual block. */
    SAME(1),
    /**
     * An array with half the height and width of the result, enlarged by repeating pixels: the top-down sum of a feature
     * pyramid.
     */
    UPSAMPLED(2);

    private final int scale;

    Residual(int scale) {
        this.scale = scale;
    }

    /** Returns the factor by which the result is larger than the residual; 0 if there is no residual. */
    int scale() {
        return scale;
    }

    static Residual ofScale(int scale) {
        return switch (scale) {
            case 0 -> NONE;
            case 1 -> SAME;
            case 2 -> UPSAMPLED;
            default -> throw new IllegalArgumentException("a residual of scale " + scale + " is not known");
        };
    }
}
