// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a {@link BatchLoader} takes items from, and how its batches are put together.
 *
 * @param <T> items, one per image
 * @param <B> batches
 */
public interface BatchSource<T, B> {

    /** How many images there are. */
    int size();

    /** Name of an image, for messages. */
    String name(int index);

    /**
     * Makes an item. Called from several threads at once.
     *
     * @param index image index
     * @param epoch 0 in the first pass over the data
     * @param random seeded from seed, epoch, index and, where an image comes more than once an epoch, the number of times
     *     it came: the same for any thread that makes the item
     * @throws Exception any; it reaches the caller of {@link BatchLoader#next} with the image's name
     */
    T item(int index, int epoch, RandomGenerator random) throws Exception;

    /** Makes a batch of batchSize items; runs in the thread that calls {@link BatchLoader#next}. */
    B batch(List<T> items);

    /** The group of an item: a batch holds items of one group. */
    default int group(T item) {
        return 0;
    }

    /** How often each image comes in an epoch, on average, each at least 1; or an empty array for once each. */
    default double[] repeats() {
        return new double[0];
    }
}
