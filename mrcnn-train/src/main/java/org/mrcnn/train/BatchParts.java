// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.mrcnn.train.internal.Part;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parts of a batch of placeholders. The first axis of a placeholder is that of the examples if the graph declares it with
 * any size. Owns the copies that the parts consist of.
 */
final class BatchParts implements AutoCloseable {

    private final List<Part> parts = new ArrayList<>();
    private final List<INDArray> copies = new ArrayList<>();

    /**
     * Splits a batch.
     *
     * @param whole names of placeholders that are not split
     * @param split returns the bounds of the parts for a number of examples
     * @throws IllegalArgumentException if the placeholders that are split have different numbers of examples
     */
    BatchParts(SameDiff graph, Set<String> whole, Map<String, INDArray> batch, IntFunction<int[]> split) {
        Map<String, Long> examples = new TreeMap<>();
        batch.forEach((name, array) -> {
            if (array != null && !whole.contains(name) && isOfAnySize(graph, name) && array.rank() > 0) {
                examples.put(name, array.size(0));
            }
        });
        if (Set.copyOf(examples.values()).size() != 1) {
            throw new IllegalArgumentException(
                    "devices: expected placeholders with one number of examples on their first"
                            + " axis, which is declared -1, found " + examples
                            + "; name those that every replica gets whole");
        }
        int[] bounds = split.apply(Math.toIntExact(examples.values().iterator().next()));
        for (int i = 0; i + 1 < bounds.length; i++) {
            Map<String, INDArray> part = new LinkedHashMap<>(batch);
            for (String name : examples.keySet()) {
                INDArray rows = batch.get(name)
                        .get(NDArrayIndex.interval(bounds[i], bounds[i + 1]))
                        .dup('c');
                copies.add(rows);
                part.put(name, rows);
            }
            parts.add(new Part(part, bounds[i + 1] - bounds[i]));
        }
    }

    private static boolean isOfAnySize(SameDiff graph, String name) {
        SDVariable placeholder = graph.getVariable(name);
        long[] declared = placeholder == null ? null : placeholder.placeholderShape();
        return declared != null && declared.length > 0 && declared[0] == -1;
    }

    List<Part> parts() {
        return parts;
    }

    @Override
    public void close() {
        copies.forEach(INDArray::close);
    }
}
