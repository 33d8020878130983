// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of an {@link Objective} after a run, in the order in which they were added.
 *
 * @param losses each loss by name, before its weight; the L2 penalty last
 * @param weights what each loss is multiplied by in the total
 * @param total what is trained for
 * @param metrics each metric by name
 */
public record LossReport(
        Map<String, Double> losses, Map<String, Double> weights, double total, Map<String, Double> metrics) {

    /** Copies the maps; refuses losses without a weight and weights without a loss. */
    public LossReport {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        if (!losses.keySet().equals(weights.keySet())) {
            throw new IllegalArgumentException(
                    "expected a weight for each of the losses " + losses.keySet() + ", found " + weights.keySet());
        }
    }

    /** The loss or metric of that name. */
    public double value(String name) {
        Double value = losses.containsKey(name) ? losses.get(name) : metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no loss or metric " + name + " among " + losses.keySet() + " and " + metrics.keySet());
        }
        return value;
    }

    /** The first loss that is infinite or not a number, or the total where only the sum is. Metrics are not looked at. */
    public Optional<String> firstNonFinite() {
        Optional<String> loss = losses.entrySet().stream()
                .filter(e -> !Double.isFinite(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        return loss.isPresent() || Double.isFinite(total) ? loss : Optional.of(Objective.TOTAL);
    }
}
