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

/** The losses that a run trains for, without gradients, with the stored statistics of all normalizations. */
public final class ValidationLosses implements AutoCloseable {

    private final MaskRcnnGraph graph;
    private final AnchorArrays anchors;
    private final WeightLock lock;
    private final OpResources shared = new OpResources();
    private final GraphRunner runner;

    /**
     * Losses of the weights of each moment.
     *
     * @param change as of the run
     */
    public ValidationLosses(
            GraphParts parts, AnchorArrays anchors, WeightLock lock, Consumer<ObjectiveBuilder> change) {
        this.anchors = anchors;
        this.lock = lock;
        graph = RunGraphs.validation(parts, change);
        runner = GraphRunner.forOutputs(graph.sameDiff(), graph.objective().outputs(), shared);
    }

    /**
     * The losses of a batch.
     *
     * @param seed of the choice of regions: the same seed makes two validations comparable
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
