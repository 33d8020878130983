// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

/** How the pixels and the size of a scaled image are computed. */
public enum Resampling {
    /** Matterport: bilinear, zeros outside of the image, fractions truncated; sizes are rounded half to even. */
    CUT_OFF,

    /**
     * {@code interpolate(mode="bilinear")} of PyTorch: the border is extended outside of the image, pixels keep their
     * fractions; sizes are rounded down. If converted to bytes, pixels are rounded.
     */
    FRACTIONS,

    /**
     * {@code Image.resize(BILINEAR)} of Pillow, see {@link Antialiased}, with the sizes of Detectron2's {@code
     * ResizeShortestEdge}.
     */
    ANTIALIASED,

    /** {@code resize(INTER_LINEAR)} of OpenCV, see {@link FixedPoint}, with the sizes of MMDetection's {@code imrescale}. */
    FIXED_POINT;

    /** Returns a side after scaling, a whole number. */
    double rounded(double scaled) {
        return switch (this) {
            case CUT_OFF -> Math.rint(scaled);
            case FRACTIONS -> Math.floor(scaled);
            case ANTIALIASED, FIXED_POINT -> Math.floor(scaled + 0.5);
        };
    }

    /**
     * Returns height and width, not rounded, at which the short side is {@code min} or the long side is {@code max}, whichever
     * is smaller. Uses the order of operations of each implementation, because the last bit can decide the rounding.
     */
    double[] sides(int height, int width, int min, int max) {
        int shortSide = Math.min(height, width);
        int longSide = Math.max(height, width);
        if (this == ANTIALIASED) {
            double[] sides = {min, (double) min / shortSide * longSide};
            if (sides[1] > max) {
                double shrink = max / sides[1];
                sides = new double[] {sides[0] * shrink, sides[1] * shrink};
            }
            return height <= width ? sides : new double[] {sides[1], sides[0]};
        }
        double scale = Math.min((double) min / shortSide, (double) max / longSide);
        return new double[] {height * scale, width * scale};
    }

    /**
     * Returns the image at another size. Not for {@link #CUT_OFF} and {@link #FRACTIONS}, for which {@link Bilinear} computes
     * rows.
     */
    byte[] resize(byte[] pixels, int[] size, int channels, int[] newSize) {
        return switch (this) {
            case ANTIALIASED -> Antialiased.resize(pixels, size, channels, newSize);
            case FIXED_POINT -> FixedPoint.resize(pixels, size, channels, newSize);
            case CUT_OFF, FRACTIONS -> throw new IllegalArgumentException(this + " makes floats");
        };
    }
}
