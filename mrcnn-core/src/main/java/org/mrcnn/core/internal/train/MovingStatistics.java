// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.mrcnn.core.internal.graph.Norms;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moving averages of the statistics of trained normalizations.
 *
 * @param measured the normalizations; empty if their statistics do not change
 * @param weights weights of the model by name
 */
record MovingStatistics(List<Norms.Measured> measured, Map<String, INDArray> weights) {

    /** Fraction of the old value that is kept, the default of Keras. */
    private static final double KEPT = 0.99;

    boolean isEmpty() {
        return measured.isEmpty();
    }

    /** Returns the variables of the graph that have the statistics. */
    List<String> variables() {
        return measured.stream()
                .flatMap(m -> List.of(m.mean(), m.variance()).stream())
                .toList();
    }

    /** Updates the averages. The caller must hold the write lock. */
    void update(Function<String, INDArray> run) {
        for (Norms.Measured norm : measured) {
            average(norm.norm() + "/moving_mean", run.apply(norm.mean()));
            average(norm.norm() + "/moving_variance", run.apply(norm.variance()));
        }
    }

    private void average(String weight, INDArray now) {
        weights.get(weight).muli(KEPT).addi(now.mul(1 - KEPT));
    }

    /** Returns the averages by name. */
    Map<String, INDArray> averages() {
        Map<String, INDArray> averages = new LinkedHashMap<>();
        measured.forEach(norm -> List.of("/moving_mean", "/moving_variance")
                .forEach(kind -> averages.put(norm.norm() + kind, weights.get(norm.norm() + kind))));
        return averages;
    }
}
