// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import org.mrcnn.data.dataset.BadDataPolicy;

/**
 * How a {@link BatchLoader} works, and in what order training images come.
 *
 * @param batchSize items a batch
 * @param workers threads
 * @param queueBatches how many batches may be made ahead of their use; bounds memory, see {@link BatchLoader}
 * @param seed of the order and of every item's random numbers
 * @param start where to begin
 * @param badData whether an image that cannot be used stops the loader or is left out and counted
 * @param groupByAspect whether training batches hold only high images, or only wide and square ones: less padding where images
 *     differ in size
 * @param repeatThreshold share of images below which a class counts as rare, so that training images of it come more often,
 *     see {@link RepeatFactors}; 0 = each image once an epoch
 * @param places of each batch that are made; the batch holds these alone. Other than all only where it is known beforehand which
 *     image comes where: bad data fails, and there are no groups
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
     * Some places of each batch, where other machines make the items of all others.
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

    /** Two workers, two batches ahead, from the start, stopping at bad images. */
    public static LoaderSettings of(int batchSize, long seed) {
        return new LoaderSettings(
                batchSize, 2, 2, seed, LoaderPosition.START, BadDataPolicy.FAIL, false, 0, Places.ALL);
    }

    /** With another number of threads. */
    public LoaderSettings withWorkers(int count) {
        return new LoaderSettings(
                batchSize, count, queueBatches, seed, start, badData, groupByAspect, repeatThreshold, places);
    }

    /** With another bound of batches made ahead. */
    public LoaderSettings withQueueBatches(int count) {
        return new LoaderSettings(
                batchSize, workers, count, seed, start, badData, groupByAspect, repeatThreshold, places);
    }

    /** Going on where another loader of the same data, seed and order stopped. */
    public LoaderSettings startingAt(LoaderPosition position) {
        return new LoaderSettings(
                batchSize, workers, queueBatches, seed, position, badData, groupByAspect, repeatThreshold, places);
    }

    /** With another policy for images that cannot be used. */
    public LoaderSettings withBadData(BadDataPolicy policy) {
        return new LoaderSettings(
                batchSize, workers, queueBatches, seed, start, policy, groupByAspect, repeatThreshold, places);
    }

    /** With training images grouped by shape, and those of rare classes repeated (0 = not). */
    public LoaderSettings withOrder(boolean byAspect, double threshold) {
        return new LoaderSettings(batchSize, workers, queueBatches, seed, start, badData, byAspect, threshold, places);
    }

    /** With some places of each batch alone. */
    public LoaderSettings withPlaces(Places made) {
        return new LoaderSettings(
                batchSize, workers, queueBatches, seed, start, badData, groupByAspect, repeatThreshold, made);
    }
}
