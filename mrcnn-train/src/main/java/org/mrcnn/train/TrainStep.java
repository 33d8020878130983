// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.nio.file.Path;
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
 * The training step that a {@link Trainer} makes with each batch: it computes gradients and updates the weights. {@link #of}
 * creates the step of a SameDiff graph; a custom implementation can do something else, such as training two graphs in turn.
 *
 * @param <B> type of a batch
 */
public interface TrainStep<B> extends AutoCloseable {

    /**
     * The result of a step.
     *
     * @param losses losses and metrics with the weights before the step
     * @param gradientNorm Euclidean norm of the gradient over all trained weights, before clipping
     */
    record Result(LossReport losses, double gradientNorm) {}

    /**
     * Makes one step. If a loss or the gradient is not finite, the step does not change the weights, and the result contains
     * the values that are not finite.
     *
     * @param learningRate learning rate of this step
     */
    Result step(B batch, double learningRate);

    /**
     * Makes one step with the mean gradient of several batches. The losses and metrics of the result are the means over the
     * batches.
     *
     * @throws UnsupportedOperationException unless overridden
     */
    default Result step(List<B> batches, double learningRate) {
        throw new UnsupportedOperationException(
                getClass().getName() + " has no step on several batches; override step(List, double)");
    }

    /**
     * Computes the losses and metrics of a batch with the current weights. Changes no weights and computes no gradient.
     *
     * @throws UnsupportedOperationException unless overridden
     */
    default LossReport evaluate(B batch) {
        throw new UnsupportedOperationException(
                getClass().getName() + " has no losses without a step; override evaluate");
    }

    /**
     * Saves the trained variables and the state of the optimizer, so that {@link #load} can resume the run.
     *
     * @param file replaced as a whole; if this fails, an existing file stays as it was
     * @param steps number of steps made so far
     * @throws IOException if the file cannot be written
     * @throws UnsupportedOperationException unless overridden
     */
    default void save(Path file, int steps) throws IOException {
        throw new UnsupportedOperationException(getClass().getName() + " cannot be saved; override save and load");
    }

    /**
     * Restores what {@link #save} has written, in a step of the same graph, objective and optimizer. Further steps then give
     * the same weights, bit for bit, as without the interruption, provided that they get the same batches and rates.
     *
     * @return the number of steps made before, for {@link Trainer#resumingAfter}
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is of another graph or optimizer; the message names what differs, and nothing has
     *     changed
     * @throws UnsupportedOperationException unless overridden
     */
    default int load(Path file) throws IOException {
        throw new UnsupportedOperationException(getClass().getName() + " cannot be loaded; override save and load");
    }

    /** Describes a batch for messages, for example by the names of its images or by its shapes. */
    default String describe(B batch) {
        return String.valueOf(batch);
    }

    /**
     * Returns sentences that explain a step with values that are not finite, such as one that names the first tensor that is
     * not finite. Called once, before the batches are freed. An empty string unless overridden.
     *
     * @param batches the batches of the step; the weights are those before the step
     */
    default String explain(List<B> batches) {
        return "";
    }

    @Override
    void close();

    /**
     * Creates the training step of a SameDiff graph. It runs the graph for the losses and metrics of the objective and for the
     * gradients of all trainable variables, and updates the variables in place. A batch has an array for each placeholder, by
     * name; the step only reads the arrays.
     *
     * @param objective an objective of this graph
     * @param optimizer update rule, clipping and decay
     * @return the step, which the caller must close; this frees the memory of gradients and optimizer, not the graph's
     *     variables
     * @throws IllegalArgumentException if the objective depends on no trainable variable, or a trainable variable has values
     *     that are not finite
     */
    static TrainStep<Map<String, INDArray>> of(SameDiff graph, Objective objective, OptimizerSettings optimizer) {
        return of(graph, objective, optimizer, 1);
    }

    /**
     * Like {@link #of(SameDiff, Objective, OptimizerSettings)}, with each batch split over several replicas of the graph, which
     * run at once and share the weights; there is one update with the gradient of the whole batch. Each replica gets a part of
     * every placeholder whose first axis, that of the examples, is declared as -1. Losses of {@link org.mrcnn.losses} and
     * {@link org.mrcnn.losses.Loss#mean} are exactly those of the whole batch; any other loss is treated as a mean over the
     * examples, and is correct only if it is one.
     *
     * @param devices number of replicas, each with its own thread and its share of the processors
     * @param whole placeholders that every replica gets as a whole although their first axis is declared as -1
     * @throws IllegalArgumentException if the objective depends on no trainable variable, a trainable variable has values that
     *     are not finite, or the graph lacks a placeholder named in {@code whole}
     */
    static TrainStep<Map<String, INDArray>> of(
            SameDiff graph, Objective objective, OptimizerSettings optimizer, int devices, String... whole) {
        return new GraphTrainStep(graph, objective, optimizer, Replication.of(devices), Set.of(whole));
    }
}
