// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

/** How the pixels and the size of a scaled image are computed. */
public enum Resampling {
    /** Matterport: bilinear, zeros outside of the image, fractions cut off; sizes are rounded half to even. */
    CUT_OFF,

    /**
     * {@code interpolate(mode="bilinear")} of PyTorch: the border goes on outside of the image, pixels keep their fractions;
     * sizes are rounded down. As bytes, pixels are rounded.
     */
    FRACTIONS;

    /** A side after scaling. */
    double rounded(double scaled) {
        return switch (this) {
            case CUT_OFF -> Math.rint(scaled);
            case FRACTIONS -> Math.floor(scaled);
        };
    }
}
