// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.mrcnn.engine.internal.NonFinite;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays by name, in a fixed order. Closing it closes the arrays. Thread-safe for reading. */
public final class NamedWeights implements AutoCloseable {

    private static final int MOST_NAMED = 10;

    private final Map<String, INDArray> arrays;

    /** Takes ownership of the arrays, in the order of the map. */
    public NamedWeights(Map<String, INDArray> arrays) {
        this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    /** Returns all names in order. */
    public Set<String> names() {
        return arrays.keySet();
    }

    /** Returns all arrays by name, in order, as an unmodifiable map. */
    public Map<String, INDArray> asMap() {
        return arrays;
    }

    /**
     * Returns the array with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public INDArray get(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("there are no weights named " + name + "; there are " + names());
        }
        return array;
    }

    /**
     * Checks that names and shapes are those of a model.
     *
     * @param exclude whether a name is excluded from the check on both sides, for layers that are reinitialized
     * @throws IllegalArgumentException if arrays are missing, unexpected, or of another shape; the message lists all of them
     */
    public static void checkShapes(
            Map<String, long[]> expectedShapes, Map<String, long[]> foundShapes, Predicate<String> exclude) {
        List<String> faults = new ArrayList<>();
        expectedShapes.forEach((name, shape) -> {
            long[] found = foundShapes.get(name);
            if (exclude.test(name)) {
                return;
            }
            if (found == null) {
                faults.add("missing " + name + " " + Arrays.toString(shape));
            } else if (!Arrays.equals(shape, found)) {
                faults.add("shape of " + name + ": expected " + Arrays.toString(shape) + ", found "
                        + Arrays.toString(found));
            }
        });
        foundShapes.forEach((name, shape) -> {
            if (!expectedShapes.containsKey(name) && !exclude.test(name)) {
                faults.add("unexpected " + name + " " + Arrays.toString(shape));
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the weights do not fit the model, " + faults.size()
                    + " differences (exclude layers that should not be loaded):\n  " + String.join("\n  ", faults));
        }
    }

    /**
     * Throws an exception if values are not finite: they would spread, or be hidden by a ReLU, which turns NaN into zero.
     *
     * @param source name of the file, for the message
     * @throws IllegalArgumentException if values are not finite; the message names the arrays and the numbers of such values
     */
    public static void requireFinite(String source, Map<String, INDArray> arrays) {
        List<String> faults = new ArrayList<>();
        arrays.forEach((name, array) -> {
            long count = array.dataType() == DataType.FLOAT ? NonFinite.count(array) : 0;
            if (count > 0) {
                faults.add(name + ": " + count + " of " + array.length());
            }
        });
        if (!faults.isEmpty()) {
            int more = Math.max(0, faults.size() - MOST_NAMED);
            throw new IllegalArgumentException(
                    source + ": expected finite weights, found values that are NaN or infinite"
                            + " in " + faults.size() + " arrays: "
                            + String.join(", ", faults.subList(0, faults.size() - more))
                            + (more == 0 ? "" : " and " + more + " more")
                            + "; take weights from before the training diverged");
        }
    }

    @Override
    public void close() {
        arrays.values().forEach(array -> {
            if (array.closeable()) {
                array.close();
            }
        });
    }
}
