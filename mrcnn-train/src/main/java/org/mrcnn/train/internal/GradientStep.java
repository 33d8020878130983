// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.optimizer.NonFiniteGradientException;
import org.mrcnn.engine.internal.optimizer.Optimizer;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.Objective;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two halves of a training step on any graph: losses and gradients of a batch, and the update of the weights in place.
 * Owns the memory of both. Not thread-safe.
 */
public final class GradientStep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GradientStep.class);

    private final OpResources shared = new OpResources();
    private final GraphRunner runner;
    private final Optimizer optimizer;
    private final GradientSums sums = new GradientSums();

    /**
     * Steps that make the objective's total small.
     *
     * @param watched variables of the graph that are read after a run besides losses and gradients
     */
    public GradientStep(SameDiff graph, Objective objective, List<String> watched, OptimizerSettings settings) {
        List<String> outputs = new ArrayList<>(objective.outputs());
        outputs.addAll(watched);
        runner = GraphRunner.forGradients(graph, objective.total(), outputs, shared);
        optimizer = Optimizer.of(graph, runner.trainable(), settings);
    }

    /** Losses, watched variables and gradients of a batch, to be closed before the next run. */
    public GraphRunner.Outputs run(Map<String, INDArray> placeholders) {
        return runner.run(placeholders);
    }

    /**
     * Updates the weights.
     *
     * @param gradients by name of the variable, such as {@code outputs::gradient}
     * @return the norm of the gradient before clipping; NaN, and no weight changed, where a gradient is not finite
     */
    public double update(Function<String, INDArray> gradients, double learningRate) {
        try {
            return optimizer.step(gradients, learningRate).globalNorm();
        } catch (NonFiniteGradientException e) {
            LOG.error("{}", e.getMessage());
            return Double.NaN;
        }
    }

    /**
     * Keeps the gradients of one of several batches until {@link #updateAccumulated}.
     *
     * @param batches of which the step has the mean
     */
    public void accumulate(Function<String, INDArray> gradients, int batches) {
        runner.trainable().forEach(name -> sums.add(name, gradients.apply(name), 1f / batches));
    }

    /** Forgets the accumulated gradients, where they are not to be used. */
    public void discardAccumulated() {
        sums.reset();
    }

    /** Updates the weights by the accumulated gradients, as {@link #update}, and forgets them. */
    public double updateAccumulated(double learningRate) {
        double norm = update(sums::get, learningRate);
        sums.reset();
        return norm;
    }

    /**
     * The first tensor of a run, in graph order, that is not finite, as a sentence; see {@link GraphRunner#firstNonFinite}.
     *
     * @param placeholders of a run that has failed
     */
    public Optional<String> firstNonFinite(Map<String, INDArray> placeholders) {
        return runner.firstNonFinite(placeholders).map(found -> "The first tensor that is not finite: " + found + ".");
    }

    /** The names of the variables that are trained. */
    public Set<String> trainable() {
        return runner.trainable();
    }

    /** The state of the optimizer; copy what must be kept after a step. */
    public Map<String, INDArray> optimizerState() {
        return optimizer.state();
    }

    /**
     * Resumes after so many steps.
     *
     * @param state state of the optimizer at that time
     * @throws IllegalArgumentException if it is the state of other variables or another optimizer
     */
    public void restore(long stepsDone, Map<String, INDArray> state) {
        optimizer.restore(stepsDone, state);
    }

    /**
     * Begins with the state that another optimizer had for the same variables; variables that it did not have begin anew.
     *
     * @param stepsDone of the run
     */
    public void carry(long stepsDone, Map<String, INDArray> state) {
        optimizer.carry(stepsDone, state);
    }

    /** The memory that the arrays of a run will take, see {@link GraphRunner#plannedBytes}. */
    public OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return runner.plannedBytes(shapes);
    }

    /** The memory of the runner's arrays in bytes. */
    public long pooledBytes() {
        return runner.pooledBytes();
    }

    @Override
    public void close() {
        optimizer.close();
        sums.close();
        runner.close();
        shared.close();
    }
}
