// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.losses.LossReport;
import org.mrcnn.train.internal.GradientStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the graph of a training step on the inputs of one. The weights are locked for reading while the graph runs. */
record StepRuns(StepFeed feed, GradientStep gradients, WeightLock lock) {

    /** Runs the graph on a whole batch. The outputs are valid during the call only, when the lock is no longer held. */
    <T> T whole(StepInputs inputs, Function<GraphRunner.Outputs, T> use) {
        return feed.whole(inputs, placeholders -> {
            try (GraphRunner.Outputs out = outputs(placeholders)) {
                return use.apply(out);
            }
        });
    }

    private GraphRunner.Outputs outputs(Map<String, INDArray> placeholders) {
        try (WeightLock.Held held = lock.reading()) {
            return gradients.run(placeholders);
        }
    }

    /**
     * Runs the replicas on the parts of a batch, and adds the gradients of the batch to those of the step.
     *
     * @param batches number of batches in the step
     * @param watched receives the watched variables by name, as {@link GradientStep#accumulate(java.util.List, int, Consumer)}
     */
    LossReport accumulateParts(StepInputs inputs, int batches, Consumer<Function<String, INDArray>> watched) {
        return feed.parts(inputs, gradients.split(inputs.batch().size()), parts -> {
            try (WeightLock.Held held = lock.reading()) {
                return gradients.accumulate(parts, batches, watched);
            }
        });
    }

    /** Returns a sentence that names the first tensor, in graph order, that is not finite. */
    Optional<String> firstNonFinite(StepInputs inputs) {
        return feed.whole(inputs, placeholders -> {
            try (WeightLock.Held held = lock.reading()) {
                return gradients.firstNonFinite(placeholders);
            }
        });
    }

    /** Returns copies of all placeholders, which the caller must close. */
    Map<String, INDArray> placeholders(StepInputs inputs) {
        return feed.whole(inputs, lent -> {
            Map<String, INDArray> copies = new LinkedHashMap<>();
            lent.forEach((name, array) -> copies.put(name, array.dup()));
            return copies;
        });
    }
}
