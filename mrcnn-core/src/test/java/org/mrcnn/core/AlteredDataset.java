// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

/**
 * A data set whose samples come from a custom loader.
 *
 * @param of determines size, labels and names
 * @param loader returns the sample with an index
 */
record AlteredDataset(Dataset of, IntFunction<Sample> loader) implements Dataset {

    /** Returns the data set with a counter of loaded samples. */
    static AlteredDataset counted(Dataset data, AtomicInteger loaded) {
        return new AlteredDataset(data, index -> {
            loaded.incrementAndGet();
            return data.load(index);
        });
    }

    @Override
    public int size() {
        return of.size();
    }

    @Override
    public List<String> labels() {
        return of.labels();
    }

    @Override
    public long imageId(int index) {
        return of.imageId(index);
    }

    @Override
    public String imageName(int index) {
        return of.imageName(index);
    }

    @Override
    public Sample load(int index) {
        return loader.apply(index);
    }
}
