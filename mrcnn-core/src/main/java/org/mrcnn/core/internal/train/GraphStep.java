// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
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
 * A training step of the network: its placeholders and moving statistics around the {@link GradientStep} of any graph. The
 * weights are read and written under the model's lock, so that detection may run beside it.
 */
public final class GraphStep implements AutoCloseable {

    private final MaskRcnnGraph graph;
    private final Map<String, INDArray> weights;
    private final WeightLock lock;
    private final StepFeed feed;
    private final long seed;
    private final int firstImage;
    private final MovingStatistics statistics;
    private final GradientStep gradients;

    /**
     * Steps over the layers that the configuration names, on the network's own losses, for a model of nobody else.
     *
     * @param watched variables of the graph that the observer of a step may read besides losses and gradients
     * @param givenProposals whether each step is given its proposals, see {@link MaskRcnnGraph#trainingOnGivenProposals}
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
     * Steps of a training run.
     *
     * @param lock lock of the weights
     * @param change is shown the network's losses before they enter the graph
     * @param machine whose part of each batch the steps are given
     */
    public GraphStep(
            GraphParts parts,
            AnchorArrays anchors,
            WeightLock lock,
            Consumer<ObjectiveBuilder> change,
            Machine machine) {
        this(parts, anchors, lock, RunGraphs.training(parts, change), new Use(List.of(), false, machine));
    }

    /** What is read from a step, whether its regions are proposals, and who makes it. */
    private record Use(List<String> watched, boolean givenProposals, Machine machine) {}

    private GraphStep(GraphParts parts, AnchorArrays anchors, WeightLock lock, MaskRcnnGraph graph, Use use) {
        MaskRcnnConfig config = parts.config();
        this.graph = graph;
        this.lock = lock;
        feed = new StepFeed(
                anchors,
                config.roi().useRpnRois(),
                use.givenProposals() ? StepPlaceholders.PROPOSALS : StepPlaceholders.REGIONS);
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
    }

    /**
     * What a step on the network's own proposals reads.
     *
     * @param number number of the batch in the run, from 0: the choice of regions depends on it and on the configured seed
     */
    public StepInputs inputs(TrainingBatch batch, long number) {
        return StepInputs.of(batch, RegionSeeds.from(RegionSeeds.ofBatch(seed, number), firstImage));
    }

    /** Makes one step. Where a loss or the gradient is not finite, says so and leaves the weights as they were. */
    public TrainStep.Result step(StepInputs inputs, double learningRate) {
        return gradients.isReplicated() ? step(List.of(inputs), learningRate) : step(inputs, learningRate, out -> {});
    }

    /**
     * As the other method, by one replica.
     *
     * @param observer is shown losses, gradients and what is watched before weights change; it copies what it keeps
     */
    public TrainStep.Result step(StepInputs inputs, double learningRate, Consumer<GraphRunner.Outputs> observer) {
        return run(inputs, out -> {
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

    /** Makes one step on the mean gradient of several batches; losses are the means of theirs. */
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
        return run(inputs, out -> {
            gradients.accumulate(out::gradient, batches);
            return moved(graph.objective().report(out), out::get);
        });
    }

    private LossReport accumulateParts(StepInputs inputs, int batches) {
        Map<String, INDArray> measured = new LinkedHashMap<>();
        LossReport losses = feed.parts(inputs, gradients.split(inputs.batch().size()), parts -> {
            try (WeightLock.Held held = lock.reading()) {
                return gradients.accumulate(parts, batches, means -> statistics
                        .variables()
                        .forEach(name -> measured.put(name, means.apply(name))));
            }
        });
        return moved(losses, measured::get);
    }

    /** Moves the averages of statistics by those of a run whose losses are finite. */
    private LossReport moved(LossReport losses, Function<String, INDArray> run) {
        if (losses.firstNonFinite().isEmpty() && !statistics.isEmpty()) {
            try (WeightLock.Held held = lock.writing()) {
                statistics.update(run);
            }
        }
        return losses;
    }

    /**
     * Computes losses and gradients and leaves the trained weights as they are; statistics of trained normalization move.
     *
     * @param use is lent the gradient of each trained weight by name
     */
    public LossReport gradients(StepInputs inputs, Consumer<Map<String, INDArray>> use) {
        if (gradients.isReplicated()) {
            LossReport losses = accumulateParts(inputs, 1);
            use.accept(byName(gradients.accumulated()));
            gradients.discardAccumulated();
            return losses;
        }
        return run(inputs, out -> {
            use.accept(byName(out::gradient));
            return moved(graph.objective().report(out), out::get);
        });
    }

    private Map<String, INDArray> byName(Function<String, INDArray> gradient) {
        Map<String, INDArray> byName = new LinkedHashMap<>();
        gradients.trainable().forEach(name -> byName.put(name, gradient.apply(name)));
        return byName;
    }

    /** Clips, updates the weights by given gradients, and returns their norm before; NaN where one is not finite. */
    public double update(Map<String, INDArray> byName, double learningRate) {
        if (!byName.keySet().containsAll(gradients.trainable())) {
            throw new IllegalArgumentException(
                    "gradients: expected those of " + gradients.trainable() + ", found " + byName.keySet());
        }
        try (WeightLock.Held held = lock.writing()) {
            return gradients.update(byName::get, learningRate);
        }
    }

    /** The first tensor of a step, in graph order, that is not finite, as a sentence; nothing is trained. */
    public Optional<String> firstNonFinite(StepInputs inputs) {
        return feed.whole(inputs, placeholders -> {
            try (WeightLock.Held held = lock.reading()) {
                return gradients.firstNonFinite(placeholders);
            }
        });
    }

    /** All that a step's run of the graph is given, copied, to be closed by the caller. */
    public Map<String, INDArray> placeholders(StepInputs inputs) {
        return feed.whole(inputs, lent -> {
            Map<String, INDArray> copies = new LinkedHashMap<>();
            lent.forEach((name, array) -> copies.put(name, array.dup()));
            return copies;
        });
    }

    private <T> T run(StepInputs inputs, Function<GraphRunner.Outputs, T> use) {
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

    /** The losses that are trained for. */
    public Objective objective() {
        return graph.objective();
    }

    /** The state of the optimizer; copy what must be kept after a step. */
    public Map<String, INDArray> optimizerState() {
        return gradients.optimizerState();
    }

    /** What the optimizer remembers of the weights, which means over several machines may replace. */
    public List<INDArray> optimizerMemory() {
        return gradients.optimizerMemory();
    }

    /**
     * Resumes after so many steps.
     *
     * @param state state of the optimizer at that time
     * @throws IllegalArgumentException if it is the state of other layers or another optimizer
     */
    public void restore(long stepsDone, Map<String, INDArray> state) {
        gradients.restore(stepsDone, state);
    }

    /** Resumes after the last step of the stage before, with its state: layers that it did not train begin anew. */
    public void carry(long stepsDone, Map<String, INDArray> state) {
        gradients.carry(stepsDone, state);
    }

    /** The weights that steps change, by name: those that are trained, and statistics that follow. */
    public Map<String, INDArray> changing() {
        Map<String, INDArray> changing = new LinkedHashMap<>();
        gradients.trainable().forEach(name -> changing.put(name, weights.get(name)));
        changing.putAll(statistics.averages());
        return changing;
    }

    /** The memory that the arrays of a step will take in bytes, by the shapes of its placeholders. */
    OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return gradients.plannedBytes(shapes);
    }

    /** The memory of the runner's arrays in bytes. */
    public long pooledBytes() {
        return gradients.pooledBytes();
    }

    @Override
    public void close() {
        gradients.close();
    }
}
