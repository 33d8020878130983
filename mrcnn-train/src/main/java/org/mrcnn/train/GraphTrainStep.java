// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.NonFinite;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.train.internal.GradientStep;
import org.mrcnn.train.internal.LossMeans;
import org.mrcnn.train.internal.Replication;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training step of a user's graph, whose batches are placeholders by name. */
final class GraphTrainStep implements TrainStep<Map<String, INDArray>> {

    private static final Logger LOG = LoggerFactory.getLogger(GraphTrainStep.class);

    private final SameDiff graph;
    private final Objective objective;
    private final Set<String> whole;
    private final GradientStep gradients;
    private final OpResources shared = new OpResources();
    /** Created at the first validation. */
    private GraphRunner losses;

    private boolean closed;

    /** @param whole names of placeholders that are not split among the replicas */
    GraphTrainStep(
            SameDiff graph,
            Objective objective,
            OptimizerSettings optimizer,
            Replication replication,
            Set<String> whole) {
        this.graph = graph;
        this.objective = objective;
        this.whole = whole;
        whole.forEach(this::requirePlaceholder);
        gradients = new GradientStep(graph, objective, List.of(), optimizer, replication);
        gradients.trainable().forEach(this::requireFinite);
        warnOfUntrained();
    }

    /** A part of the network that no loss depends on is mostly one that was forgotten. */
    private void warnOfUntrained() {
        List<String> untrained = untrained(graph, gradients.trainable());
        if (!untrained.isEmpty()) {
            LOG.warn(
                    "Not trained, as no loss depends on them: {} of {} variables, such as {}",
                    untrained.size(),
                    untrained.size() + gradients.trainable().size(),
                    untrained.get(0));
        }
    }

    /** The variables that a run leaves as they are. */
    static List<String> untrained(SameDiff graph, Set<String> trained) {
        return graph.variables().stream()
                .filter(v -> v.getVariableType() == VariableType.VARIABLE && !trained.contains(v.name()))
                .map(SDVariable::name)
                .toList();
    }

    /**
     * Checks the weight itself, because an op such as a ReLU hides values that are not finite, so that the losses would not
     * show them.
     */
    private void requireFinite(String name) {
        INDArray weights = graph.getVariable(name).getArr();
        long bad = NonFinite.count(weights);
        if (bad > 0) {
            gradients.close();
            throw new IllegalArgumentException("variable " + name + ": expected finite values to train from, found "
                    + bad + " of " + weights.length() + " that are not; initialize it anew");
        }
    }

    /**
     * Throws IllegalArgumentException for a batch on which no step is possible. The graph defines what its arrays must be like.
     */
    private void check(Map<String, INDArray> batch) {
        if (closed) {
            throw new IllegalStateException("the training step is closed");
        }
        if (batch == null) {
            throw new IllegalArgumentException("batch: expected an array for each placeholder, found none");
        }
        batch.forEach((name, array) -> {
            if (array != null && array.isEmpty()) {
                throw new IllegalArgumentException("placeholder " + name + ": expected at least one value, found shape "
                        + Arrays.toString(array.shape()) + "; leave out batches without examples");
            }
        });
    }

    private void requirePlaceholder(String name) {
        SDVariable variable = graph.getVariable(name);
        if (variable == null || !variable.isPlaceHolder()) {
            throw new IllegalArgumentException("devices: the graph has no placeholder " + name);
        }
    }

    @Override
    public Result step(Map<String, INDArray> batch, double learningRate) {
        check(batch);
        if (gradients.isReplicated()) {
            return step(List.of(batch), learningRate);
        }
        try (GraphRunner.Outputs out = gradients.run(batch)) {
            LossReport losses = objective.report(out);
            boolean finite = losses.firstNonFinite().isEmpty();
            return new Result(losses, finite ? gradients.update(out::gradient, learningRate) : Double.NaN);
        }
    }

    @Override
    public Result step(List<Map<String, INDArray>> batches, double learningRate) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("batches: expected at least one, found none");
        }
        batches.forEach(this::check);
        LossMeans means = new LossMeans();
        batches.forEach(batch -> means.add(accumulate(batch, batches.size())));
        LossReport mean = means.mean();
        if (mean.firstNonFinite().isPresent()) {
            gradients.discardAccumulated();
            return new Result(mean, Double.NaN);
        }
        return new Result(mean, gradients.updateAccumulated(learningRate));
    }

    private LossReport accumulate(Map<String, INDArray> batch, int batches) {
        if (gradients.isReplicated()) {
            try (BatchParts split = new BatchParts(graph, whole, batch, gradients::split)) {
                return gradients.accumulate(split.parts(), batches, watched -> {});
            }
        }
        try (GraphRunner.Outputs out = gradients.run(batch)) {
            gradients.accumulate(out::gradient, batches);
            return objective.report(out);
        }
    }

    @Override
    public LossReport evaluate(Map<String, INDArray> batch) {
        check(batch);
        if (losses == null) {
            losses = GraphRunner.forOutputs(graph, objective.outputs(), shared);
        }
        try (GraphRunner.Outputs out = losses.run(batch)) {
            return objective.report(out);
        }
    }

    @Override
    public void save(Path file, int steps) throws IOException {
        check(Map.of());
        new StepFile(variables(), gradients.optimizerState(), steps).write(file);
    }

    @Override
    public int load(Path file) throws IOException {
        check(Map.of());
        return StepFile.read(file, saved -> {
            Map<String, INDArray> variables = variables();
            try {
                NamedWeights.checkShapes(shapes(variables), shapes(saved.variables()), name -> false);
                gradients.restore(saved.steps(), saved.optimizer());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
            variables.forEach((name, array) -> array.assign(saved.variables().get(name)));
        });
    }

    private Map<String, INDArray> variables() {
        Map<String, INDArray> variables = new LinkedHashMap<>();
        gradients
                .trainable()
                .forEach(name -> variables.put(name, graph.getVariable(name).getArr()));
        return variables;
    }

    private static Map<String, long[]> shapes(Map<String, INDArray> arrays) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        arrays.forEach((name, array) -> shapes.put(name, array.shape()));
        return shapes;
    }

    @Override
    public String describe(Map<String, INDArray> batch) {
        Map<String, String> shapes = new TreeMap<>();
        batch.forEach((name, array) -> shapes.put(name, Arrays.toString(array.shape())));
        return "placeholders " + shapes;
    }

    @Override
    public String explain(List<Map<String, INDArray>> batches) {
        return batches.stream()
                .map(gradients::firstNonFinite)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    long pooledBytes() {
        return gradients.pooledBytes();
    }

    @Override
    public void close() {
        closed = true;
        if (losses != null) {
            losses.close();
        }
        shared.close();
        gradients.close();
    }
}
