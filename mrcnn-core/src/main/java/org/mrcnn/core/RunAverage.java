// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.train.WeightAverage;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The average of the weights of a run if {@code train.averageDecay} is set; otherwise all methods do nothing. */
final class RunAverage implements AutoCloseable {

    /** Prefix of the names of averaged weights in the state of the optimizer. */
    private static final String PREFIX = "average:";

    /** Null for no average. */
    private final WeightAverage average;

    RunAverage(double decay) {
        average = decay > 0 ? new WeightAverage(decay) : null;
    }

    /** Adds weights to average. */
    void follow(Map<String, INDArray> weights) {
        if (average != null) {
            average.follow(weights);
        }
    }

    /**
     * Restores the averages after a number of steps.
     *
     * @param state state of optimizer and average, as returned by {@link #with}
     */
    void restore(int steps, Map<String, INDArray> state) {
        if (average != null) {
            average.restore(steps, part(state, true));
        }
    }

    /** Updates the average after an update of the weights. */
    void update() {
        if (average != null) {
            average.update();
        }
    }

    /** Exchanges weights and averages while nothing reads them. */
    void swap(MaskRcnn model) {
        if (average != null) {
            model.update(weights -> average.swap());
        }
    }

    /** Returns the averages, which may be changed in place. */
    Collection<INDArray> arrays() {
        return average == null ? List.of() : average.state().values();
    }

    /** Returns the state of the optimizer and the averages. Copy what must be kept after a step. */
    Map<String, INDArray> with(Map<String, INDArray> optimizer) {
        Map<String, INDArray> state = new LinkedHashMap<>(optimizer);
        if (average != null) {
            average.state().forEach((name, array) -> state.put(PREFIX + name, array));
        }
        return state;
    }

    /** Returns the state of the optimizer without the averages. */
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
