// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.optimizer.NonFiniteGradientException;
import org.mrcnn.engine.internal.optimizer.Optimizer;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.internal.replica.SharedObjective;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two halves of a training step for any graph: computing losses and gradients of a batch, and updating the weights in
 * place. Owns the memory for both. Not thread-safe.
 */
public final class GradientStep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GradientStep.class);

    private final OpResources shared = new OpResources();
    private final Replication replication;
    private final GraphRunner runner;
    /** Null if batches are not split. */
    private final Replicas replicas;

    private final SharedObjective parts;

    private final Optimizer optimizer;
    private final GradientSums sums = new GradientSums();

    /**
     * Creates steps that minimize the total of the objective.
     *
     * @param watched variables of the graph that are read after a run in addition to losses and gradients
     */
    public GradientStep(SameDiff graph, Objective objective, List<String> watched, OptimizerSettings settings) {
        this(graph, objective, watched, settings, Replication.NONE);
    }

    /** Like the constructor without replication, for batches that several replicas share. */
    public GradientStep(
            SameDiff graph,
            Objective objective,
            List<String> watched,
            OptimizerSettings settings,
            Replication replication) {
        this.replication = replication;
        boolean whole = replication.isOne();
        parts = whole ? null : SharedObjective.of(graph, objective);
        List<String> outputs = new ArrayList<>(whole ? objective.outputs() : parts.outputs());
        outputs.addAll(watched);
        String total = whole ? objective.total() : SharedObjective.TOTAL;
        runner = GraphRunner.forGradients(graph, total, outputs, shared);
        replicas = whole ? null : new Replicas(runner, replication, Placement.OF_ND4J);
        optimizer = Optimizer.of(graph, runner.trainable(), settings);
    }

    /**
     * Returns whether batches must be passed in parts to {@link #accumulate(List, int, Consumer)}, not as a whole to {@link
     * #run}.
     */
    public boolean isReplicated() {
        return replicas != null;
    }

    /**
     * Splits a batch as evenly as possible.
     *
     * @param examples number of examples in the batch
     * @return the index at which each replica's part begins, followed by the number of examples; with fewer examples than
     *     replicas there are fewer parts
     */
    public int[] split(int examples) {
        int count = Math.min(replication.devices(), examples);
        int[] bounds = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            bounds[i] = (int) ((long) examples * i / count);
        }
        return bounds;
    }

    /** Computes losses, watched variables and gradients of a whole batch. The result must be closed before the next run. */
    public GraphRunner.Outputs run(Map<String, INDArray> placeholders) {
        return runner.run(placeholders);
    }

    /**
     * Updates the weights.
     *
     * @param gradients returns the gradient for the name of a variable, for example {@code outputs::gradient}
     * @return the norm of the gradient before clipping; NaN if a gradient is not finite, in which case no weight changes
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
     * Adds the gradients of one of several batches, for {@link #updateAccumulated}.
     *
     * @param batches number of batches over which the step takes the mean
     */
    public void accumulate(Function<String, INDArray> gradients, int batches) {
        runner.trainable().forEach(name -> sums.add(name, gradients.apply(name), 1f / batches));
    }

    /**
     * Runs a batch in parts, and adds the gradients of the whole batch like {@link #accumulate(Function, int)}.
     *
     * @param watched receives the watched variables by name, each the mean over the parts; they are valid during the call only
     * @return losses and metrics of the whole batch
     */
    public LossReport accumulate(List<Part> batch, int batches, Consumer<Function<String, INDArray>> watched) {
        return replicas.run(batch, runs -> {
            runs.forEach(run -> accumulate(run.out()::gradient, batches));
            watched.accept(name -> mean(name, runs));
            return report(runs);
        });
    }

    private LossReport report(List<Replicas.Run> runs) {
        double[] sums = parts.parts(runs.get(0).out()::get, runs.get(0).shares());
        for (Replicas.Run run : runs.subList(1, runs.size())) {
            double[] more = parts.parts(run.out()::get, run.shares());
            for (int i = 0; i < sums.length; i++) {
                sums[i] += more[i];
            }
        }
        replication.peers().sum(sums);
        return parts.report(sums);
    }

    private INDArray mean(String name, List<Replicas.Run> runs) {
        INDArray mean = runs.get(0).out().get(name).mul(runs.get(0).share());
        runs.stream().skip(1).forEach(run -> mean.addi(run.out().get(name).mul(run.share())));
        replication.peers().sum(List.of(mean));
        return mean;
    }

    /** Returns the accumulated gradients by name, valid until they are used or discarded. */
    public Function<String, INDArray> accumulated() {
        replication.peers().sum(runner.trainable().stream().map(sums::get).toList());
        return sums::get;
    }

    /** Discards the accumulated gradients. */
    public void discardAccumulated() {
        sums.reset();
    }

    /** Updates the weights with the accumulated gradients, like {@link #update}, and discards the gradients. */
    public double updateAccumulated(double learningRate) {
        double norm = update(accumulated(), learningRate);
        sums.reset();
        return norm;
    }

    /**
     * Returns a sentence that names the first tensor of a run, in graph order, that is not finite; see {@link
     * GraphRunner#firstNonFinite}.
     *
     * @param placeholders placeholders of a run that has failed
     */
    public Optional<String> firstNonFinite(Map<String, INDArray> placeholders) {
        return runner.firstNonFinite(placeholders).map(found -> "The first tensor that is not finite: " + found + ".");
    }

    /** Returns the names of the trained variables. */
    public Set<String> trainable() {
        return runner.trainable();
    }

    /** Returns the state of the optimizer. Copy what must be kept after a step. */
    public Map<String, INDArray> optimizerState() {
        return optimizer.state();
    }

    /** See {@link Optimizer#memory}. */
    public List<INDArray> optimizerMemory() {
        return optimizer.memory();
    }

    /**
     * Restores the state after a number of steps.
     *
     * @param state state of the optimizer at that time
     * @throws IllegalArgumentException if the state belongs to other variables or another optimizer
     */
    public void restore(long stepsDone, Map<String, INDArray> state) {
        optimizer.restore(stepsDone, state);
    }

    /**
     * Takes over the state of another optimizer. Variables that it did not have start with a new state.
     *
     * @param stepsDone number of steps of the run so far
     */
    public void carry(long stepsDone, Map<String, INDArray> state) {
        optimizer.carry(stepsDone, state);
    }

    /** Returns the memory that the arrays of one replica will need, see {@link GraphRunner#plannedBytes}. */
    public OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return runner.plannedBytes(shapes);
    }

    /** Returns the memory of the arrays of all replicas in bytes. */
    public long pooledBytes() {
        return isReplicated() ? replicas.pooledBytes() : runner.pooledBytes();
    }

    @Override
    public void close() {
        optimizer.close();
        sums.close();
        if (isReplicated()) {
            replicas.close();
        } else {
            runner.close();
        }
        shared.close();
    }
}
