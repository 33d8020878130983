// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.train.internal.Replication;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link Trainer} does with each batch: gradients, and new weights. {@link #of} makes the step of a SameDiff graph; a
 * class of your own may do anything else, such as train two graphs in turn.
 *
 * @param <B> a batch
 */
public interface TrainStep<B> extends AutoCloseable {

    /**
     * What a step found.
     *
     * @param losses before the step
     * @param gradientNorm Euclidean length of the gradient over all trained weights, before clipping
     */
    record Result(LossReport losses, double gradientNorm) {}

    /**
     * Makes one step. Where a loss or the gradient is not finite, says so in its result and leaves the weights as they were.
     *
     * @param learningRate learning rate of this step
     */
    Result step(B batch, double learningRate);

    /**
     * Makes one step on the mean gradient of several batches. Losses and metrics are the means of theirs.
     *
     * @throws UnsupportedOperationException unless overridden
     */
    default Result step(List<B> batches, double learningRate) {
        throw new UnsupportedOperationException(
                getClass().getName() + " has no step on several batches; override step(List, double)");
    }

    /**
     * Losses and metrics of a batch with the weights of this moment, which stay as they are; no gradient is computed.
     *
     * @throws UnsupportedOperationException unless overridden
     */
    default LossReport evaluate(B batch) {
        throw new UnsupportedOperationException(
                getClass().getName() + " has no losses without a step; override evaluate");
    }

    /** A batch in words, for messages: names of its images, or its shapes. */
    default String describe(B batch) {
        return String.valueOf(batch);
    }

    /**
     * What is known about a step that was not finite besides its losses, in sentences, such as the first tensor that is
     * not finite. Called once, before the batches are freed; nothing unless overridden.
     *
     * @param batches of the step, whose weights are as they were before it
     */
    default String explain(List<B> batches) {
        return "";
    }

    @Override
    void close();

    /**
     * The step of a SameDiff graph: runs it for the losses and metrics of the objective and for the gradients of all trainable
     * variables, and updates these in place. A batch is an array for each placeholder, by name, which the step only reads.
     *
     * @param objective made of this graph
     * @param optimizer update rule, clipping and decay
     * @return to be closed by the caller; it frees the memory of gradients and optimizer, not the graph's variables
     * @throws IllegalArgumentException if the objective depends on no trainable variable, or one of these is not finite
     */
    static TrainStep<Map<String, INDArray>> of(SameDiff graph, Objective objective, OptimizerSettings optimizer) {
        return of(graph, objective, optimizer, 1);
    }

    /**
     * As the other method, with each batch split over several replicas of the graph, which run at once and share the weights, and one
     * update with the gradient of the whole batch. A replica has a part of each placeholder whose first axis is declared
     * -1, that of the examples. Losses of {@link org.mrcnn.losses} and {@link org.mrcnn.losses.Loss#mean} are exactly
     * those of the whole batch; any other loss counts as the mean over examples, right where it is that.
     *
     * @param devices replicas, each in a thread of its own with its share of the processors
     * @param whole placeholders that every replica is given whole although their first axis is declared -1
     * @throws IllegalArgumentException if the objective depends on no trainable variable, one of these is not finite, or the graph
     *     has no such placeholder
     */
    static TrainStep<Map<String, INDArray>> of(
            SameDiff graph, Objective objective, OptimizerSettings optimizer, int devices, String... whole) {
        return new GraphTrainStep(graph, objective, optimizer, Replication.of(devices), Set.of(whole));
    }
}
