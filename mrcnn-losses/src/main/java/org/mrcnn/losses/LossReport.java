// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of an {@link Objective} after a run, in the order in which losses and metrics were added.
 *
 * @param losses values of the losses by name, not multiplied by their weights; the L2 penalty last
 * @param weights weights of the losses in the total, by name
 * @param total the weighted sum of the losses, which training minimizes
 * @param metrics values of the metrics by name
 */
public record LossReport(
        Map<String, Double> losses, Map<String, Double> weights, double total, Map<String, Double> metrics) {

    /** Copies the maps; throws IllegalArgumentException for losses without a weight or weights without a loss. */
    public LossReport {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        if (!losses.keySet().equals(weights.keySet())) {
            throw new IllegalArgumentException(
                    "expected a weight for each of the losses " + losses.keySet() + ", found " + weights.keySet());
        }
    }

    /** Returns the value of the loss or metric with this name. */
    public double value(String name) {
        Double value = losses.containsKey(name) ? losses.get(name) : metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no loss or metric " + name + " among " + losses.keySet() + " and " + metrics.keySet());
        }
        return value;
    }

    /**
     * Returns the name of the first loss that is infinite or NaN, or of the total if only the sum is. Metrics are not checked.
     */
    public Optional<String> firstNonFinite() {
        Optional<String> loss = losses.entrySet().stream()
                .filter(e -> !Double.isFinite(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        return loss.isPresent() || Double.isFinite(total) ? loss : Optional.of(Objective.TOTAL);
    }
}
