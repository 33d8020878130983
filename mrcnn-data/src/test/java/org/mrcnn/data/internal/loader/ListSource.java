// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** Items created by a function, with lists as batches. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ListSource<T>(int size, Maker<T> maker, ToIntFunction<T> grouping, double[] repeats)
        implements BatchSource<T, List<T>> {

    /** Creates an item. */
    interface Maker<T> {
        T make(int index, int epoch, RandomGenerator random) throws Exception;
    }

    static <T> ListSource<T> of(int size, Maker<T> maker) {
        return new ListSource<>(size, maker, item -> 0, new double[0]);
    }

    @Override
    public String name(int index) {
        return "image-" + index;
    }

    @Override
    public T item(int index, int epoch, RandomGenerator random) throws Exception {
        return maker.make(index, epoch, random);
    }

    @Override
    public List<T> batch(List<T> items) {
        return List.copyOf(items);
    }

    @Override
    public int group(T item) {
        return grouping.applyAsInt(item);
    }
}
