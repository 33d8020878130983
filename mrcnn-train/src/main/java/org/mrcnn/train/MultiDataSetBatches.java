// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Batches of an ND4J iterator as placeholders by name. */
final class MultiDataSetBatches implements Iterator<Map<String, INDArray>> {

    private final MultiDataSetIterator data;
    private final List<String> features;
    private final List<String> labels;
    private int passesLeft;

    MultiDataSetBatches(MultiDataSetIterator data, List<String> features, List<String> labels, int epochs) {
        if (epochs < 1 || (epochs > 1 && !data.resetSupported())) {
            throw new IllegalArgumentException(
                    "epochs: expected at least 1, and 1 for an iterator that cannot be reset," + " found " + epochs
                            + " of " + data.getClass().getSimpleName());
        }
        this.data = data;
        this.features = List.copyOf(features);
        this.labels = List.copyOf(labels);
        passesLeft = epochs - 1;
    }

    @Override
    public boolean hasNext() {
        if (!data.hasNext() && passesLeft > 0) {
            passesLeft--;
            data.reset();
        }
        return data.hasNext();
    }

    @Override
    public Map<String, INDArray> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the iterator has no more batches");
        }
        MultiDataSet batch = data.next();
        if (batch.hasMaskArrays()) {
            throw new IllegalArgumentException(
                    "expected batches without mask arrays, found some; give a mask as a feature"
                            + " with a placeholder of its own");
        }
        Map<String, INDArray> placeholders = new LinkedHashMap<>();
        put(placeholders, "features", features, batch.getFeatures());
        put(placeholders, "labels", labels, batch.getLabels());
        return placeholders;
    }

    private static void put(Map<String, INDArray> into, String what, List<String> names, INDArray... arrays) {
        int found = arrays == null ? 0 : arrays.length;
        if (found != names.size()) {
            throw new IllegalArgumentException(
                    what + ": expected an array for each of the placeholders " + names + ", found " + found);
        }
        for (int i = 0; i < found; i++) {
            into.put(names.get(i), arrays[i]);
        }
    }
}
