// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

/** What a convolution adds to its result before the ReLU. */
public enum Residual {
    NONE(0),
    /** An array of the result's shape: the shortcut of a residual block. */
    SAME(1),
    /** An array of half the result's height and width, doubled by repeating pixels: the top-down sum of a feature pyramid. */
    UPSAMPLED(2);

    private final int scale;

    Residual(int scale) {
        this.scale = scale;
    }

    /** How much larger the result is than the residual; 0 for none. */
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
