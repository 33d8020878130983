// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.function.Consumer;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.losses.ObjectiveBuilder;

/** Builds the graphs of a training run, which trains the layers named in its configuration. */
public final class RunGraphs {

    private RunGraphs() {}

    /**
     * Builds the graph that a run trains.
     *
     * @param change changes the builder with the network's losses before they are added to the graph
     * @throws IllegalArgumentException if the changed objective is not valid; the message says why
     */
    public static MaskRcnnGraph training(GraphParts parts, Consumer<ObjectiveBuilder> change) {
        boolean batchStatistics = parts.config().model().normalization() == ModelConfig.Normalization.TRAINED;
        return MaskRcnnGraph.training(parts, layers(parts), batchStatistics, change);
    }

    /** Like {@link #training}, with the stored statistics of all normalizations. */
    static MaskRcnnGraph validation(GraphParts parts, Consumer<ObjectiveBuilder> change) {
        return MaskRcnnGraph.training(parts, layers(parts), false, change);
    }

    /** See {@link MaskRcnnGraph#trainingOnGivenProposals}. */
    static MaskRcnnGraph trainingOnGivenProposals(GraphParts parts) {
        return MaskRcnnGraph.trainingOnGivenProposals(parts, layers(parts));
    }

    static LayerSelection layers(GraphParts parts) {
        return LayerSelection.of(parts.config().train().layers(), parts.backbone())
                .requireAny(parts.weights().keySet());
    }
}
