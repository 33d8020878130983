package org.mrcnn.data.loader;

import java.util.random.RandomGenerator;

/**
 * Makes one item of a batch. Called from several threads at once.
 *
 * @param <T> what a batch is made of
 */
@FunctionalInterface
public interface ItemSource<T> {

    /**
     * Makes an item.
     *
     * @param index image index
     * @param epoch 0 in the first pass over the data
     * @param random seeded from (seed, epoch, index): the same whatever thread makes the item
     * @throws Exception any; it reaches the caller of {@link BatchLoader#next} with the image's name
     */
    T get(int index, int epoch, RandomGenerator random) throws Exception;
}
