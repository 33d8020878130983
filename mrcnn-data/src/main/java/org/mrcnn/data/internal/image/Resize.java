// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import java.util.random.RandomGenerator;
import org.mrcnn.data.image.Image;

/**
 * How an image of any size is converted to the size of the network input. All modes except {@link Pad32} are those of
 * Matterport's {@code utils.resize_image}, with the same arithmetic; sizes are rounded half to even, as in Python.
 */
public sealed interface Resize permits Resize.Square, Resize.Pad64, Resize.Pad32, Resize.Crop, Resize.None {

    /**
     * Height and width of the network input are multiples of this, except for {@link Pad32}: the pyramid halves them six times.
     */
    int MULTIPLE = 64;

    /**
     * Returns the mapping for an image of this size.
     *
     * @param random selects the position of a crop; other modes do not use it
     * @throws IllegalArgumentException if this mode does not accept the size
     */
    ResizeGeometry geometry(int height, int width, RandomGenerator random);

    /** Resizes an image. */
    default ResizedImage apply(Image image, RandomGenerator random) {
        ResizeGeometry geometry = geometry(image.height(), image.width(), random);
        return geometry.resized(image);
    }

    /**
     * Enlarges until the short side is {@code minDim}, at least by {@code minScale}, but never beyond {@code maxDim} on the
     * long side, then pads with zeros to {@code maxDim} x {@code maxDim}.
     *
     * @param minDim pixels, 0 for no lower limit
     * @param maxDim pixels, a multiple of 64
     * @param minScale 0 for no lower limit
     */
    record Square(int minDim, int maxDim, double minScale) implements Resize {
        /** Checks the limits. */
        public Square {
            requireNotNegative(minDim, minScale);
            requireMultiple("maxDim", maxDim);
            if (minDim > maxDim) {
                throw new IllegalArgumentException(
                        "Resize square: minDim " + minDim + " must not be above maxDim " + maxDim);
            }
        }

        @Override
        public ResizeGeometry geometry(int height, int width, RandomGenerator random) {
            double scale = growth(height, width, minDim, minScale);
            int longSide = Math.max(height, width);
            if (Math.rint(longSide * scale) > maxDim) {
                scale = (double) maxDim / longSide;
            }
            return ResizeGeometry.padded(height, width, scale, maxDim, maxDim);
        }
    }

    /**
     * Enlarges like {@link Square} without the upper limit, then pads each side to the next multiple of 64.
     *
     * @param minDim pixels, a multiple of 64
     * @param minScale 0 for no lower limit
     */
    record Pad64(int minDim, double minScale) implements Resize {
        /** Checks the limits. */
        public Pad64 {
            requireNotNegative(minDim, minScale);
            requireMultiple("minDim", minDim);
        }

        @Override
        public ResizeGeometry geometry(int height, int width, RandomGenerator random) {
            double scale = growth(height, width, minDim, minScale);
            int scaledHeight = ResizeGeometry.scaled(height, scale);
            int scaledWidth = ResizeGeometry.scaled(width, scale);
            return ResizeGeometry.padded(height, width, scale, nextMultiple(scaledHeight), nextMultiple(scaledWidth));
        }
    }

    /**
     * Scales up or down until the short side is {@code minDim}, or the long side is {@code maxDim} if that is less; then pads
     * at the bottom and on the right to the next multiples of 32, with zeros after normalization.
     *
     * @param minDim pixels
     * @param maxDim pixels
     */
    record Pad32(int minDim, int maxDim, Resampling resampling) implements Resize {
        /** Height and width of the input are multiples of this. */
        public static final int MULTIPLE_OF_MAPS = 32;

        /** Checks the limits. */
        public Pad32 {
            if (minDim < 1 || maxDim < minDim) {
                throw new IllegalArgumentException(
                        "Resize pad32: expected 0 < minDim <= maxDim, found " + minDim + " and " + maxDim);
            }
        }

        @Override
        public ResizeGeometry geometry(int height, int width, RandomGenerator random) {
            double[] sides = resampling.sides(height, width, minDim, maxDim);
            return ResizeGeometry.paddedEnd(height, width, sides, MULTIPLE_OF_MAPS, resampling);
        }
    }

    /**
     * Enlarges like {@link Pad64}, then crops {@code minDim} x {@code minDim} at a random position.
     *
     * @param minDim pixels, a multiple of 64
     * @param minScale 0 for no lower limit
     */
    record Crop(int minDim, double minScale) implements Resize {
        /** Checks the limits. */
        public Crop {
            requireNotNegative(minDim, minScale);
            requireMultiple("minDim", minDim);
        }

        @Override
        public ResizeGeometry geometry(int height, int width, RandomGenerator random) {
            double scale = growth(height, width, minDim, minScale);
            int top = random.nextInt(ResizeGeometry.scaled(height, scale) - minDim + 1);
            int left = random.nextInt(ResizeGeometry.scaled(width, scale) - minDim + 1);
            return ResizeGeometry.cropped(height, width, scale, top, left, minDim);
        }
    }

    /** Does not change the image, whose height and width must be multiples of 64. */
    record None() implements Resize {
        @Override
        public ResizeGeometry geometry(int height, int width, RandomGenerator random) {
            if (height % MULTIPLE != 0 || width % MULTIPLE != 0) {
                throw new IllegalArgumentException("Resize none: expected height and width divisible by " + MULTIPLE
                        + ", found an image of " + height + "x" + width + "; use the mode square, pad64 or crop");
            }
            return ResizeGeometry.padded(height, width, 1, height, width);
        }
    }

    private static double growth(int height, int width, int minDim, double minScale) {
        double scale = minDim > 0 ? Math.max(1, (double) minDim / Math.min(height, width)) : 1;
        return Math.max(scale, minScale);
    }

    private static int nextMultiple(int side) {
        return (side + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    }

    private static void requireNotNegative(int minDim, double minScale) {
        if (minDim < 0 || !(minScale >= 0) || Double.isInfinite(minScale)) {
            throw new IllegalArgumentException("Resize: minDim and minScale must be 0 (no limit) or positive, found "
                    + minDim + " and " + minScale);
        }
    }

    private static void requireMultiple(String name, int side) {
        if (side < MULTIPLE || side % MULTIPLE != 0) {
            throw new IllegalArgumentException(
                    "Resize: " + name + " must be a positive multiple of " + MULTIPLE + ", found " + side);
        }
    }
}
