// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The source from which a {@link BatchLoader} takes items and batches.
 *
 * @param <T> items, one per image
 * @param <B> batches
 */
public interface BatchSource<T, B> {

    /** Returns the number of images. */
    int size();

    /** Returns the name of an image, for messages. */
    String name(int index);

    /**
     * Creates an item. Called by several threads at the same time.
     *
     * @param index image index
     * @param epoch 0 in the first pass over the data
     * @param random seeded from seed, epoch, index and, if an image occurs more than once per epoch, the number of its
     *     occurrence; does not depend on the thread that creates the item
     * @throws Exception any exception, which reaches the caller of {@link BatchLoader#next} with the name of the image
     */
    T item(int index, int epoch, RandomGenerator random) throws Exception;

    /** Creates a batch from batchSize items, in the thread that calls {@link BatchLoader#next}. */
    B batch(List<T> items);

    /** Returns the group of an item; a batch contains items of one group. */
    default int group(T item) {
        return 0;
    }

    /** Returns how often each image occurs per epoch on average, each at least 1; an empty array if each occurs once. */
    default double[] repeats() {
        return new double[0];
    }
}
