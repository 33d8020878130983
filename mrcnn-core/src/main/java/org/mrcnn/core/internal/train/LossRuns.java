// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.losses.LossReport;

/** Computes the losses of batches without gradients. Has a runner of its own, which is created at the first batch. */
final class LossRuns implements AutoCloseable {

    private final MaskRcnnGraph graph;
    private final StepFeed feed;
    private final WeightLock lock;
    private final OpResources shared = new OpResources();
    private GraphRunner runner;

    LossRuns(MaskRcnnGraph graph, StepFeed feed, WeightLock lock) {
        this.graph = graph;
        this.feed = feed;
        this.lock = lock;
    }

    /** Returns the losses of a batch, as a step computes them. */
    LossReport evaluate(StepInputs inputs) {
        if (runner == null) {
            runner = GraphRunner.forOutputs(graph.sameDiff(), graph.objective().outputs(), shared);
        }
        return feed.whole(inputs, placeholders -> {
            try (WeightLock.Held held = lock.reading();
                    GraphRunner.Outputs out = runner.run(placeholders)) {
                return graph.objective().report(out);
            }
        });
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
        }
        shared.close();
    }
}
