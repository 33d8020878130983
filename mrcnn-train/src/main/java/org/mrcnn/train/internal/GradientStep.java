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
 * The two halves of a training step on any graph: losses and gradients of a batch, and the update of the weights in place.
 * Owns the memory of both. Not thread-safe.
 */
public final class GradientStep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GradientStep.class);

    private final OpResources shared = new OpResources();
    private final Replication replication;
    private final GraphRunner runner;
    /** Null where each batch is run whole. */
    private final Replicas replicas;

    private final SharedObjective parts;

    private final Optimizer optimizer;
    private final GradientSums sums = new GradientSums();

    /**
     * Steps that make the objective's total small.
     *
     * @param watched variables of the graph that are read after a run besides losses and gradients
     */
    public GradientStep(SameDiff graph, Objective objective, List<String> watched, OptimizerSettings settings) {
        this(graph, objective, watched, settings, Replication.NONE);
    }

    /** As the other constructor, for batches that several replicas share. */
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

    /** Whether batches are given in parts to {@link #accumulate(List, int, Consumer)}, and not whole to {@link #run}. */
    public boolean isReplicated() {
        return replicas != null;
    }

    /**
     * Splits a batch as evenly as can be.
     *
     * @param examples of the batch
     * @return where the part of each replica begins, and the number of examples last; of fewer parts than replicas where there
     *     are fewer examples
     */
    public int[] split(int examples) {
        int count = Math.min(replication.devices(), examples);
        int[] bounds = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            bounds[i] = (int) ((long) examples * i / count);
        }
        return bounds;
    }

    /** Losses, watched variables and gradients of a whole batch, to be closed before the next run. */
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

    /**
     * Runs a batch in parts, and keeps the gradients of the whole batch as the other method.
     *
     * @param watched is lent the watched variables by name, each the mean of those of the parts
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

    /** The accumulated gradients by name, until they are used or discarded. */
    public Function<String, INDArray> accumulated() {
        replication.peers().sum(runner.trainable().stream().map(sums::get).toList());
        return sums::get;
    }

    /** Forgets the accumulated gradients, where they are not to be used. */
    public void discardAccumulated() {
        sums.reset();
    }

    /** Updates the weights by the accumulated gradients, as {@link #update}, and forgets them. */
    public double updateAccumulated(double learningRate) {
        double norm = update(accumulated(), learningRate);
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

    /** See {@link Optimizer#memory}. */
    public List<INDArray> optimizerMemory() {
        return optimizer.memory();
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

    /** The memory that the arrays of one replica will take, see {@link GraphRunner#plannedBytes}. */
    public OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return runner.plannedBytes(shapes);
    }

    /** The memory of the arrays of all replicas in bytes. */
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
