// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import org.mrcnn.data.dataset.BadDataPolicy;

/**
 * How a {@link BatchLoader} works, and the order of training images.
 *
 * @param batchSize items per batch
 * @param workers number of threads
 * @param queueBatches number of batches that may be created in advance; limits memory, see {@link BatchLoader}
 * @param seed seed for the order and for the random numbers of every item
 * @param start where to begin
 * @param badData whether an image that cannot be used stops the loader, or is left out and counted
 * @param groupByAspect whether the images of a training batch are either all taller than wide, or all square or wider, which
 *     reduces padding if images differ in size
 * @param repeatThreshold fraction of images below which a class counts as rare, so that training images with it occur more
 *     often, see {@link RepeatFactors}; 0 for each image once per epoch
 * @param places places of each batch that are created; the batch contains only these. Other than all places only if it is known
 *     in advance which image is at which place: bad data must fail, and there are no groups
 */
public record LoaderSettings(
        int batchSize,
        int workers,
        int queueBatches,
        long seed,
        LoaderPosition start,
        BadDataPolicy badData,
        boolean groupByAspect,
        double repeatThreshold,
        Places places) {

    /**
     * Some places of each batch, if other machines create the items of the other places.
     *
     * @param from first place, from 0
     * @param to the place after the last
     */
    public record Places(int from, int to) {
        /** The whole batch. */
        public static final Places ALL = new Places(0, Integer.MAX_VALUE);

        boolean has(long place) {
            return place >= from && place < to;
        }
    }

    /** Checks ranges. */
    public LoaderSettings {
        if (batchSize < 1 || workers < 1 || queueBatches < 1) {
            throw new IllegalArgumentException(
                    "Loader: expected batchSize, workers and queueBatches of at least 1, found " + batchSize + ", "
                            + workers + " and " + queueBatches);
        }
        if (!(repeatThreshold >= 0 && repeatThreshold <= 1)) {
            throw new IllegalArgumentException(
                    "Loader: expected a repeatThreshold from 0 to 1, found " + repeatThreshold);
        }
        if (!places.equals(Places.ALL) && (groupByAspect || badData != BadDataPolicy.FAIL)) {
            throw new IllegalArgumentException(
                    "Loader: expected all places of a batch where bad data is left out or images"
                            + " are grouped, found " + places);
        }
    }

    /** Returns settings with two workers and two batches in advance, that start at the beginning and stop at bad images. */
    public static LoaderSettings of(int batchSize, long seed) {
        return new LoaderSettings(
                batchSize, 2, 2, seed, LoaderPosition.START, BadDataPolicy.FAIL, false, 0, Places.ALL);
    }

    /** Returns a copy with another number of threads. */
    public LoaderSettings withWorkers(int count) {
        return new LoaderSettings(
                batchSize, count, queueBatches, seed, start, badData, groupByAspect, repeatThreshold, places);
    }

    /** Returns a copy with another maximum number of batches created in advance. */
    public LoaderSettings withQueueBatches(int count) {
        return new LoaderSettings(
                batchSize, workers, count, seed, start, badData, groupByAspect, repeatThreshold, places);
    }

    /** Returns a copy that continues where another loader with the same data, seed and order stopped. */
    public LoaderSettings startingAt(LoaderPosition position) {
        return new LoaderSettings(
                batchSize, workers, queueBatches, seed, position, badData, groupByAspect, repeatThreshold, places);
    }

    /** Returns a copy with another policy for images that cannot be used. */
    public LoaderSettings withBadData(BadDataPolicy policy) {
        return new LoaderSettings(
                batchSize, workers, queueBatches, seed, start, policy, groupByAspect, repeatThreshold, places);
    }

    /** Returns a copy with training images grouped by shape, and those of rare classes repeated (0 for no repetition). */
    public LoaderSettings withOrder(boolean byAspect, double threshold) {
        return new LoaderSettings(batchSize, workers, queueBatches, seed, start, badData, byAspect, threshold, places);
    }

    /** Returns a copy with only some places of each batch. */
    public LoaderSettings withPlaces(Places made) {
        return new LoaderSettings(
                batchSize, workers, queueBatches, seed, start, badData, groupByAspect, repeatThreshold, made);
    }
}
