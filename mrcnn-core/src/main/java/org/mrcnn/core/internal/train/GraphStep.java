// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.internal.graph.RegionSeeds;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.train.TrainStep;
import org.mrcnn.train.internal.GradientStep;
import org.mrcnn.train.internal.LossMeans;
import org.mrcnn.train.internal.Replication;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A training step of the network: adds its placeholders and moving statistics to the {@link GradientStep} of any graph. The
 * weights are read and written under the model's lock, so that detection may run at the same time.
 */
public final class GraphStep implements AutoCloseable {

    private final MaskRcnnGraph graph;
    private final Map<String, INDArray> weights;
    private final WeightLock lock;
    private final long seed;
    private final int firstImage;
    private final MovingStatistics statistics;
    private final GradientStep gradients;
    private final StepRuns runs;
    private final LossRuns losses;

    /**
     * Creates steps that train the layers named in the configuration with the network's own losses, for a model that nothing
     * else uses.
     *
     * @param watched variables of the graph that the observer of a step may read in addition to losses and gradients
     * @param givenProposals whether proposals are passed to each step, see {@link MaskRcnnGraph#trainingOnGivenProposals}
     */
    public GraphStep(GraphParts parts, AnchorArrays anchors, List<String> watched, boolean givenProposals) {
        this(
                parts,
                anchors,
                new WeightLock(),
                givenProposals ? RunGraphs.trainingOnGivenProposals(parts) : RunGraphs.training(parts, objective -> {}),
                new Use(watched, givenProposals, Machine.ALONE));
    }

    /**
     * Creates the steps of a training run.
     *
     * @param lock the lock of the weights
     * @param change changes the builder with the network's losses before they are added to the graph
     * @param machine the machine whose part of each batch the steps get
     */
    public GraphStep(
            GraphParts parts,
            AnchorArrays anchors,
            WeightLock lock,
            Consumer<ObjectiveBuilder> change,
            Machine machine) {
        this(parts, anchors, lock, RunGraphs.training(parts, change), new Use(List.of(), false, machine));
    }

    /** What is read from a step, whether its RoIs are given proposals, and which machine makes it. */
    private record Use(List<String> watched, boolean givenProposals, Machine machine) {}

    private GraphStep(GraphParts parts, AnchorArrays anchors, WeightLock lock, MaskRcnnGraph graph, Use use) {
        MaskRcnnConfig config = parts.config();
        this.graph = graph;
        this.lock = lock;
        weights = parts.weights();
        seed = config.train().seed();
        firstImage = use.machine().places(config.train().batchSize()).from();
        statistics = new MovingStatistics(graph.measured(), weights);
        List<String> outputs = new ArrayList<>(use.watched());
        outputs.addAll(statistics.variables());
        gradients = new GradientStep(
                graph.sameDiff(),
                graph.objective(),
                outputs,
                OptimizerChoice.of(parts),
                new Replication(config.train().devices(), use.machine().stepPeers()));
        StepFeed feed = new StepFeed(
                anchors,
                config.roi().useRpnRois(),
                use.givenProposals() ? StepPlaceholders.PROPOSALS : StepPlaceholders.REGIONS);
        runs = new StepRuns(feed, gradients, lock);
        losses = new LossRuns(graph, feed, lock);
    }

    /**
     * Returns the inputs of a step on the network's own proposals.
     *
     * @param number number of the batch in the run, from 0: the selection of RoIs depends on it and on the configured seed
     */
    public StepInputs inputs(TrainingBatch batch, long number) {
        return StepInputs.of(batch, RegionSeeds.from(RegionSeeds.ofBatch(seed, number), firstImage));
    }

    /**
     * Makes one step. If a loss or the gradient is not finite, the step does not change the weights, and the result contains
     * the values that are not finite.
     */
    public TrainStep.Result step(StepInputs inputs, double learningRate) {
        return gradients.isReplicated() ? step(List.of(inputs), learningRate) : step(inputs, learningRate, out -> {});
    }

    /**
     * Like {@link #step(StepInputs, double)}, in a single replica.
     *
     * @param observer receives losses, gradients and watched variables before the weights change; it must copy what it keeps
     */
    public TrainStep.Result step(StepInputs inputs, double learningRate, Consumer<GraphRunner.Outputs> observer) {
        return runs.whole(inputs, out -> {
            observer.accept(out);
            LossReport losses = graph.objective().report(out);
            if (losses.firstNonFinite().isPresent()) {
                return new TrainStep.Result(losses, Double.NaN);
            }
            try (WeightLock.Held held = lock.writing()) {
                double norm = gradients.update(out::gradient, learningRate);
                if (Double.isFinite(norm)) {
                    statistics.update(out::get);
                }
                return new TrainStep.Result(losses, norm);
            }
        });
    }

    /** Makes one step with the mean gradient of several batches. The losses in the result are the means over the batches. */
    public TrainStep.Result step(List<StepInputs> batches, double learningRate) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("batches: expected at least one, found none");
        }
        LossMeans means = new LossMeans();
        batches.forEach(inputs -> means.add(accumulate(inputs, batches.size())));
        LossReport mean = means.mean();
        if (mean.firstNonFinite().isPresent()) {
            gradients.discardAccumulated();
            return new TrainStep.Result(mean, Double.NaN);
        }
        try (WeightLock.Held held = lock.writing()) {
            return new TrainStep.Result(mean, gradients.updateAccumulated(learningRate));
        }
    }

    private LossReport accumulate(StepInputs inputs, int batches) {
        if (gradients.isReplicated()) {
            return accumulateParts(inputs, batches);
        }
        return runs.whole(inputs, out -> {
            gradients.accumulate(out::gradient, batches);
            return moved(graph.objective().report(out), out::get);
        });
    }

    private LossReport accumulateParts(StepInputs inputs, int batches) {
        Map<String, INDArray> measured = new LinkedHashMap<>();
        LossReport losses = runs.accumulateParts(inputs, batches, means -> statistics
                .variables()
                .forEach(name -> measured.put(name, means.apply(name))));
        return moved(losses, measured::get);
    }

    /** Updates the moving averages of statistics from a run whose losses are finite. */
    private LossReport moved(LossReport losses, Function<String, INDArray> run) {
        if (losses.firstNonFinite().isEmpty() && !statistics.isEmpty()) {
            try (WeightLock.Held held = lock.writing()) {
                statistics.update(run);
            }
        }
        return losses;
    }

    /**
     * Computes losses and gradients without updating the trained weights. The moving statistics of trained normalizations
     * change.
     *
     * @param use receives the gradient of each trained weight by name; the arrays are valid during the call only
     */
    public LossReport gradients(StepInputs inputs, Consumer<Map<String, INDArray>> use) {
        if (gradients.isReplicated()) {
            LossReport losses = accumulateParts(inputs, 1);
            use.accept(byName(gradients.accumulated()));
            gradients.discardAccumulated();
            return losses;
        }
        return runs.whole(inputs, out -> {
            use.accept(byName(out::gradient));
            return moved(graph.objective().report(out), out::get);
        });
    }

    private Map<String, INDArray> byName(Function<String, INDArray> gradient) {
        Map<String, INDArray> byName = new LinkedHashMap<>();
        // In the graph, the kernel of a dense layer on a feature map has fewer dimensions than the weight.
        gradients
                .trainable()
                .forEach(name -> byName.put(
                        name,
                        gradient.apply(name).reshape('c', weights.get(name).shape())));
        return byName;
    }

    /**
     * Clips the given gradients, updates the weights, and returns the norm before clipping; NaN if a gradient is not finite.
     */
    public double update(Map<String, INDArray> byName, double learningRate) {
        if (!byName.keySet().containsAll(gradients.trainable())) {
            throw new IllegalArgumentException(
                    "gradients: expected those of " + gradients.trainable() + ", found " + byName.keySet());
        }
        try (WeightLock.Held held = lock.writing()) {
            return gradients.update(name -> inGraph(name, byName.get(name)), learningRate);
        }
    }

    private INDArray inGraph(String name, INDArray gradient) {
        if (!Arrays.equals(gradient.shape(), weights.get(name).shape())) {
            throw new IllegalArgumentException("gradient of " + name + ": expected the shape of the weight, "
                    + Arrays.toString(weights.get(name).shape()) + ", found " + Arrays.toString(gradient.shape()));
        }
        return gradient.reshape('c', graph.sameDiff().getVariable(name).getArr().shape());
    }

    /** Computes the losses of a batch as a step does, but no gradients. Changes nothing. */
    public LossReport evaluate(StepInputs inputs) {
        return losses.evaluate(inputs);
    }

    /** Returns a sentence that names the first tensor of a step, in graph order, that is not finite. Does not train. */
    public Optional<String> firstNonFinite(StepInputs inputs) {
        return runs.firstNonFinite(inputs);
    }

    /** Returns copies of all placeholders for a step's run of the graph, which the caller must close. */
    public Map<String, INDArray> placeholders(StepInputs inputs) {
        return runs.placeholders(inputs);
    }

    /** Returns the training objective. */
    public Objective objective() {
        return graph.objective();
    }

    /** Returns the state of the optimizer. Copy what must be kept after a step. */
    public Map<String, INDArray> optimizerState() {
        return gradients.optimizerState();
    }

    /** Returns the optimizer's arrays, which may be replaced by their means over several machines. */
    public List<INDArray> optimizerMemory() {
        return gradients.optimizerMemory();
    }

    /**
     * Restores the state after a number of steps.
     *
     * @param state state of the optimizer at that time
     * @throws IllegalArgumentException if the state belongs to other layers or another optimizer
     */
    public void restore(long stepsDone, Map<String, INDArray> state) {
        gradients.restore(stepsDone, state);
    }

    /** Takes over the state from the last step of the previous stage. Layers that it did not train start with a new state. */
    public void carry(long stepsDone, Map<String, INDArray> state) {
        gradients.carry(stepsDone, state);
    }

    /** Returns the weights that steps change, by name: trained weights and moving statistics. */
    public Map<String, INDArray> changing() {
        Map<String, INDArray> changing = new LinkedHashMap<>();
        gradients.trainable().forEach(name -> changing.put(name, weights.get(name)));
        changing.putAll(statistics.averages());
        return changing;
    }

    /** Returns the memory in bytes that the arrays of a step will need, given the shapes of its placeholders. */
    OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return gradients.plannedBytes(shapes);
    }

    /** Returns the memory of the runner's arrays in bytes. */
    public long pooledBytes() {
        return gradients.pooledBytes();
    }

    @Override
    public void close() {
        losses.close();
        gradients.close();
    }
}
