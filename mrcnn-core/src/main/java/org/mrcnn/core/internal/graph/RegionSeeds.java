// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

/** Seeds of the choice of regions to train on, which the placeholder input_seed is given. */
public final class RegionSeeds {

    /** The seed with which regions are not drawn but taken in their order, for comparisons. */
    public static final long IN_ORDER = Long.MIN_VALUE;

    /** Keeps seeds of neighbouring images and steps apart. */
    private static final long APART = 0x9E3779B97F4A7C15L;

    private RegionSeeds() {}

    /**
     * The seed of a batch.
     *
     * @param seed of the run
     * @param number of the batch in the run, from 0
     */
    public static long ofBatch(long seed, long number) {
        return seed * APART + number;
    }

    /**
     * The seed of an image, which is also that of a part of a batch that begins with it: the choice of regions is the same in parts.
     *
     * @param seed of the batch
     * @param image index in the batch
     */
    public static long from(long seed, int image) {
        return seed == IN_ORDER ? seed : seed + image * APART;
    }
}
