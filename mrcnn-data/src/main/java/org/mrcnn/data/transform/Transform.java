// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * A random change of training samples. Implement it, possibly as a lambda, for a custom augmentation. Transforms run before
 * images are resized for the network. {@link Augmentation} has the transforms of this module.
 *
 * <p>Requirements for an implementation:
 * <ul>
 *   <li>Several threads call it at once: it must not have mutable state.
 *   <li>The same sample and the same state of {@code random} must give the same result, and {@code random} must be the only
 *       source of randomness. Then runs are reproducible with any number of loader threads.
 *   <li>The sample passed is shared: copy pixels before changing them.
 *   <li>Masks must have the size of the returned image, and boxes must be those of the masks. {@link Sample#withImage} keeps
 *       the objects if only pixel values change; {@link Sample#of} computes boxes from masks and drops objects with an empty
 *       mask; {@link #warp} moves pixels and masks together.
 *   <li>Objects may be removed, even all of them; training counts how many a transform drops. The size of the image may change,
 *       but not its number of channels.
 * </ul>
 *
 * <p>An exception ends the training run; its message names the image.
 */
@FunctionalInterface
public interface Transform {

    /**
     * Returns the changed sample, or the given one if nothing changes.
     *
     * @param sample the sample from the data set or the previous transform, which must not be changed
     * @param random the only source of randomness; used for this sample only
     */
    Sample apply(Sample sample, RandomGenerator random);

    /**
     * Applies an affine map to image and masks, as the geometric augmentations do. The image is resampled bilinearly at pixel
     * centres, without aliasing when it is reduced, and areas outside are filled with its mean colour. A pixel belongs to a
     * mask if more than half of it is covered, and objects without pixels are dropped.
     *
     * @param matrix double[6], maps a point (x, y) of the sample to x' = m[0] x + m[1] y + m[2], y' = m[3] x + m[4] y + m[5];
     *     coordinates are in pixels, and the centre of the first pixel is (0.5, 0.5)
     * @param height height of the result in pixels
     * @param width width of the result in pixels
     * @throws IllegalArgumentException if the matrix does not have six finite numbers, or cannot be inverted
     */
    static Sample warp(Sample sample, double[] matrix, int height, int width) {
        return Geometry.move(sample, PixelMap.of(matrix).inverse(), height, width, 0);
    }

    /** A transform that adds objects of other images, and therefore must itself count how many were dropped. */
    interface Mixing extends Transform {

        /**
         * Mixes a sample with others.
         *
         * @param others returns a sample of the data set at each call, selected with {@code random}
         */
        Mixed mix(Sample sample, RandomGenerator random, Supplier<Sample> others);

        /** Mixes the sample with itself. */
        @Override
        default Sample apply(Sample sample, RandomGenerator random) {
            return mix(sample, random, () -> sample).sample();
        }
    }

    /**
     * The result of {@link Mixing}.
     *
     * @param sample the new sample
     * @param dropped number of objects of the mixed images that should be in the sample but were dropped
     */
    record Mixed(Sample sample, int dropped) {}
}
