// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.List;
import java.util.Map;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link MaskRcnnGraph} is built from.
 *
 * @param config settings of model, proposals and heads
 * @param classes number of classes, including the background
 * @param backbone the network below the pyramid
 * @param weights weights by name; shared, not copied
 * @param classWeights weights of the classes in the class loss, by class id; empty for equal weights
 */
public record GraphParts(
        MaskRcnnConfig config,
        int classes,
        Backbone backbone,
        Map<String, INDArray> weights,
        List<Double> classWeights) {

    /** Creates parts with equal class weights. */
    public GraphParts(MaskRcnnConfig config, int classes, Backbone backbone, Map<String, INDArray> weights) {
        this(config, classes, backbone, weights, List.of());
    }

    /**
     * Returns the parts of a model.
     *
     * @param labels class names by class id, which {@code train.classWeights} uses
     * @throws IllegalArgumentException if {@code train.classWeights} names other classes
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
