package org.mrcnn.engine.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays by name, in a fixed order. Closing it closes the arrays. Thread-safe for reading. */
public final class NamedWeights implements AutoCloseable {

    private final Map<String, INDArray> arrays;

    /** Takes over the arrays, in the order of the map. */
    public NamedWeights(Map<String, INDArray> arrays) {
        this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    /** All names, in order. */
    public Set<String> names() {
        return arrays.keySet();
    }

    /** All arrays by name, in order; cannot be changed. */
    public Map<String, INDArray> asMap() {
        return arrays;
    }

    /**
     * The array of that name.
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
     * @param exclude names that are left out of the check on either side: layers that are to be reinitialized
     * @throws IllegalArgumentException listing every missing, unexpected and wrongly shaped array
     */
    public void checkAgainst(Map<String, long[]> expectedShapes, Predicate<String> exclude) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        arrays.forEach((name, array) -> shapes.put(name, array.shape()));
        checkShapes(expectedShapes, shapes, exclude);
    }

    /** Like {@link #checkAgainst}, for arrays that are not in memory. */
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
                faults.add("shape of " + name + ": expected " + Arrays.toString(shape) + " but found "
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

    @Override
    public void close() {
        arrays.values().forEach(array -> {
            if (array.closeable()) {
                array.close();
            }
        });
    }
}
