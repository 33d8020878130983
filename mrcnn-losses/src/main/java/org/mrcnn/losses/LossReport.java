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

    /**
     * Copies the maps; throws IllegalArgumentException for losses without a weight, weights without a loss, or a weight that is
     * negative or not finite.
     */
    public LossReport {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        if (!losses.keySet().equals(weights.keySet())) {
            throw new IllegalArgumentException(
                    "expected a weight for each of the losses " + losses.keySet() + ", found " + weights.keySet());
        }
        weights.forEach((name, weight) -> {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "expected the weight of loss " + name + " to be at least 0 and finite, found " + weight);
            }
        });
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
     * Returns the name of the first loss that is infinite or NaN, or of the total if only the sum is. Metrics and losses with
     * weight 0 are not checked, because they do not affect training.
     */
    public Optional<String> firstNonFinite() {
        Optional<String> loss = losses.entrySet().stream()
                .filter(e -> weights.get(e.getKey()) != 0 && !Double.isFinite(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        return loss.isPresent() || Double.isFinite(total) ? loss : Optional.of(Objective.TOTAL);
    }
}
