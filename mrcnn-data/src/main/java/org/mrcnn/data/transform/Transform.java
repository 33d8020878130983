// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * A random change to training samples; implement it, or write a lambda, for an augmentation of your own. Transforms run
 * before an image is resized for the network. {@link Augmentation} has those that come with this module.
 *
 * <p>What an implementation must keep:
 * <ul>
 *   <li>It is called by many threads at once: no mutable state.
 *   <li>The same sample and the same state of {@code random} give the same result; it takes randomness from nowhere
 *       else. Then a run is repeatable with any number of loader threads.
 *   <li>The given sample is shared: copy pixels before changing them.
 *   <li>Masks have the size of the returned image, and boxes are those of the masks. {@link Sample#withImage} keeps the
 *       objects where only pixel values change; {@link Sample#of} computes boxes from masks and drops objects whose mask
 *       is empty; {@link #warp} moves pixels and masks together.
 *   <li>Objects may vanish, also all of them; training counts how many a transform drops. The image may change its size,
 *       and must keep its number of channels.
 * </ul>
 *
 * <p>An exception ends the training run with the name of the image.
 */
@FunctionalInterface
public interface Transform {

    /**
     * Returns the changed sample, or the given one where nothing changes.
     *
     * @param sample as the data set or the transform before gives it; not to be written to
     * @param random the only source of randomness; belongs to this sample
     */
    Sample apply(Sample sample, RandomGenerator random);

    /**
     * Moves image and masks by an affine map, the way the geometric augmentations do: the image is bilinear at pixel
     * centres, shrunk without aliasing, and its mean colour is where no pixel of it is; masks cover what is more than half
     * covered, and an object without a pixel is dropped.
     *
     * @param matrix double[6], where a point of the sample goes: x' = m[0] x + m[1] y + m[2], y' = m[3] x + m[4] y + m[5];
     *     points are continuous, the centre of the first pixel is (0.5, 0.5)
     * @param height rows of the result
     * @param width columns of the result
     * @throws IllegalArgumentException if the matrix is not six finite numbers that can be inverted
     */
    static Sample warp(Sample sample, double[] matrix, int height, int width) {
        return Geometry.move(sample, PixelMap.of(matrix).inverse(), height, width, 0);
    }

    /** A transform that brings in objects of other images, and so must count itself how many were dropped. */
    interface Mixing extends Transform {

        /**
         * Mixes a sample with others.
         *
         * @param others gives another sample of the data set at each call, chosen with {@code random}
         */
        Mixed mix(Sample sample, RandomGenerator random, Supplier<Sample> others);

        /** Mixes the sample with itself. */
        @Override
        default Sample apply(Sample sample, RandomGenerator random) {
            return mix(sample, random, () -> sample).sample();
        }
    }

    /**
     * Result of {@link Mixing}.
     *
     * @param sample the new sample
     * @param dropped objects of the mixed images that should be in it and are not
     */
    record Mixed(Sample sample, int dropped) {}
}
