// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.train.WeightAverage;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The average of the weights of a run, where {@code train.averageDecay} is set; else it does nothing. */
final class RunAverage implements AutoCloseable {

    /** Before the names of averaged weights among the state of the optimizer. */
    private static final String PREFIX = "average:";

    /** Null for none. */
    private final WeightAverage average;

    RunAverage(double decay) {
        average = decay > 0 ? new WeightAverage(decay) : null;
    }

    /** Follows these weights too. */
    void follow(Map<String, INDArray> weights) {
        if (average != null) {
            average.follow(weights);
        }
    }

    /**
     * Resumes after so many steps.
     *
     * @param state of optimizer and average, as {@link #with} gave it
     */
    void restore(int steps, Map<String, INDArray> state) {
        if (average != null) {
            average.restore(steps, part(state, true));
        }
    }

    /** Moves the average after an update of the weights. */
    void update() {
        if (average != null) {
            average.update();
        }
    }

    /** Exchanges weights and averages, with nobody reading them meanwhile. */
    void swap(MaskRcnn model) {
        if (average != null) {
            model.update(weights -> average.swap());
        }
    }

    /** The averages, to be changed in place. */
    Collection<INDArray> arrays() {
        return average == null ? List.of() : average.state().values();
    }

    /** The state of the optimizer and the averages; copy what must be kept after a step. */
    Map<String, INDArray> with(Map<String, INDArray> optimizer) {
        Map<String, INDArray> state = new LinkedHashMap<>(optimizer);
        if (average != null) {
            average.state().forEach((name, array) -> state.put(PREFIX + name, array));
        }
        return state;
    }

    /** The state of the optimizer without the averages. */
    static Map<String, INDArray> optimizer(Map<String, INDArray> state) {
        return part(state, false);
    }

    private static Map<String, INDArray> part(Map<String, INDArray> state, boolean averages) {
        Map<String, INDArray> part = new LinkedHashMap<>();
        state.forEach((name, array) -> {
            if (name.startsWith(PREFIX) == averages) {
                part.put(averages ? name.substring(PREFIX.length()) : name, array);
            }
        });
        return part;
    }

    @Override
    public void close() {
        if (average != null) {
            average.close();
        }
    }
}
