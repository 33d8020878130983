// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

/** Seeds for the selection of the RoIs that the heads train on: values of the placeholder input_seed. */
public final class RegionSeeds {

    /** The seed with which RoIs are taken in their order, not at random, for comparisons. */
    public static final long IN_ORDER = Long.MIN_VALUE;

    /** Separates the seeds of neighbouring images and steps. */
    private static final long APART = 0x9E3779B97F4A7C15L;

    private RegionSeeds() {}

    /**
     * Returns the seed of a batch.
     *
     * @param seed seed of the run
     * @param number number of the batch in the run, from 0
     */
    public static long ofBatch(long seed, long number) {
        return seed * APART + number;
    }

    /**
     * Returns the seed of an image. It is also the seed of a part of a batch that begins with this image, so that the selection
     * of RoIs is the same when a batch is split.
     *
     * @param seed seed of the batch
     * @param image index of the image in the batch
     */
    public static long from(long seed, int image) {
        return seed == IN_ORDER ? seed : seed + image * APART;
    }
}
