// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.function.Consumer;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.ObjectiveBuilder;

/** Computes the losses of a run on validation data, without gradients, with the stored statistics of all normalizations. */
public final class ValidationLosses implements AutoCloseable {

    private final MaskRcnnGraph graph;
    private final AnchorArrays anchors;
    private final WeightLock lock;
    private final OpResources shared = new OpResources();
    private final GraphRunner runner;

    /**
     * Creates losses that always use the current weights.
     *
     * @param change the changes of the objective in the run
     */
    public ValidationLosses(
            GraphParts parts, AnchorArrays anchors, WeightLock lock, Consumer<ObjectiveBuilder> change) {
        this.anchors = anchors;
        this.lock = lock;
        graph = RunGraphs.validation(parts, change);
        runner = GraphRunner.forOutputs(graph.sameDiff(), graph.objective().outputs(), shared);
    }

    /**
     * Computes the losses of a batch.
     *
     * @param seed seed for the selection of RoIs: the same seed makes validations comparable
     */
    public LossReport of(TrainingBatch batch, long seed) {
        try (AnchorArrays.Lent lent = anchors.lend(batch.height(), batch.width());
                StepPlaceholders arrays = new StepPlaceholders(StepInputs.of(batch, seed));
                WeightLock.Held held = lock.reading();
                GraphRunner.Outputs out = runner.run(arrays.with(NetworkNames.INPUT_ANCHORS, lent.array()))) {
            return graph.objective().report(out);
        }
    }

    @Override
    public void close() {
        runner.close();
        shared.close();
    }
}
