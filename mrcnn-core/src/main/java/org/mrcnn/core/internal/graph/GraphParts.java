// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.List;
import java.util.Map;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link MaskRcnnGraph} is built of.
 *
 * @param config settings of model, proposals and heads
 * @param classes with background
 * @param backbone the network below the pyramid
 * @param weights by name; shared, not copied
 * @param classWeights how much each class counts in the class loss, by class id; empty for all alike
 */
public record GraphParts(
        MaskRcnnConfig config,
        int classes,
        Backbone backbone,
        Map<String, INDArray> weights,
        List<Double> classWeights) {

    /** GraphParts whose classes count alike. */
    public GraphParts(MaskRcnnConfig config, int classes, Backbone backbone, Map<String, INDArray> weights) {
        this(config, classes, backbone, weights, List.of());
    }

    /**
     * The parts of a model.
     *
     * @param labels class names by class id, by which {@code train.classWeights} names classes
     * @throws IllegalArgumentException if it names others
     */
    public static GraphParts of(
            MaskRcnnConfig config, List<String> labels, Backbone backbone, Map<String, INDArray> weights) {
        Map<String, Double> byName = config.train().classWeights();
        if (!labels.containsAll(byName.keySet())) {
            throw new IllegalArgumentException(
                    "train.classWeights: expected names of the classes " + labels + ", found " + byName.keySet());
        }
        List<Double> all =
                labels.stream().map(label -> byName.getOrDefault(label, 1.0)).toList();
        return new GraphParts(config, labels.size(), backbone, weights, byName.isEmpty() ? List.of() : all);
    }
}
