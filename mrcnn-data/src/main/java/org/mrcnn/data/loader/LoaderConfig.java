package org.mrcnn.data.loader;

import org.mrcnn.data.dataset.BadDataPolicy;

/**
 * How a {@link BatchLoader} works.
 *
 * @param batchSize items a batch
 * @param workers threads
 * @param queueBatches how many batches may be made ahead of their use; bounds memory
 * @param seed of the order and of every item's random numbers
 * @param firstItem items to leave out at the start: {@link LoaderPosition#items} of the run to go on with, else 0
 * @param badData whether an image that cannot be used stops the loader or is left out and counted
 */
public record LoaderConfig(
        int batchSize, int workers, int queueBatches, long seed, long firstItem, BadDataPolicy badData) {

    /** Checks ranges. */
    public LoaderConfig {
        if (batchSize < 1 || workers < 1 || queueBatches < 1 || firstItem < 0) {
            throw new IllegalArgumentException(
                    "Loader: expected batchSize, workers and queueBatches of at least 1 and firstItem of at least 0, found "
                            + batchSize + ", " + workers + ", " + queueBatches + " and " + firstItem);
        }
    }

    /** Two workers, two batches ahead, from the start, stopping at bad images. */
    public static LoaderConfig of(int batchSize, long seed) {
        return new LoaderConfig(batchSize, 2, 2, seed, 0, BadDataPolicy.FAIL);
    }

    /** With another number of threads. */
    public LoaderConfig withWorkers(int count) {
        return new LoaderConfig(batchSize, count, queueBatches, seed, firstItem, badData);
    }

    /** With another bound of batches made ahead. */
    public LoaderConfig withQueueBatches(int count) {
        return new LoaderConfig(batchSize, workers, count, seed, firstItem, badData);
    }

    /** Going on where another loader of the same seed and data stopped. */
    public LoaderConfig withFirstItem(long item) {
        return new LoaderConfig(batchSize, workers, queueBatches, seed, item, badData);
    }

    /** With another policy for images that cannot be used. */
    public LoaderConfig withBadData(BadDataPolicy policy) {
        return new LoaderConfig(batchSize, workers, queueBatches, seed, firstItem, policy);
    }
}
