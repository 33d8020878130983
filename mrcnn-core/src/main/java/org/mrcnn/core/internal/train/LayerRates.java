// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mrcnn.core.backbone.Backbone;

/** Factors of the learning rate by layers. The first selection that contains a weight applies. */
final class LayerRates implements ToDoubleFunction<String> {

    private final Map<LayerSelection, Double> factors = new LinkedHashMap<>();

    /**
     * Creates the factors of a configuration.
     *
     * @param weights names of all weights
     * @throws IllegalArgumentException if a selection contains none of them
     */
    LayerRates(Map<String, Double> configured, Backbone backbone, Collection<String> weights) {
        configured.forEach((layers, factor) -> factors.put(
                LayerSelection.of("train.optimizer.rateFactors", layers, backbone)
                        .requireAny(weights),
                factor));
    }

    @Override
    public double applyAsDouble(String weight) {
        return factors.entrySet().stream()
                .filter(entry -> entry.getKey().test(weight))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(1.0);
    }
}
