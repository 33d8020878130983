// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.BackboneChoice;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.internal.model.BrokenStep;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.train.internal.GradientStep;
import org.mrcnn.train.internal.LossMeans;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the step saved in a {@link BrokenStep} again. Owns its arrays. */
public final class StepReplay implements AutoCloseable {

    private final Path file;
    private final BrokenStep step;
    private final Backbone backbone;

    /**
     * The result of running the step.
     *
     * @param losses the mean losses over all batches
     * @param gradientNorm norm of the gradient before clipping; NaN if it is not finite, or was not computed because a loss is
     *     not finite
     * @param firstNonFinite the first tensor that is not finite, as a sentence
     */
    public record Outcome(LossReport losses, double gradientNorm, Optional<String> firstNonFinite) {
        /** Returns whether losses and gradient are finite. */
        public boolean isFinite() {
            return losses.firstNonFinite().isEmpty() && Double.isFinite(gradientNorm);
        }
    }

    /**
     * Reads the file of a step.
     *
     * @param backboneOrNull the backbone of a model with a custom one; otherwise null
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the backbone is not that of the step
     */
    public StepReplay(Path file, Backbone backboneOrNull) throws IOException {
        this.file = file;
        step = BrokenStep.load(file);
        try {
            backbone = BackboneChoice.ofFile(config().model().backbone(), backboneOrNull);
        } catch (IllegalArgumentException e) {
            close();
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Returns the number of the step in its run, its images, and the losses of the run. */
    public BrokenStep.Header header() {
        return step.header();
    }

    /** Returns the configuration of the run. */
    public MaskRcnnConfig config() {
        return step.model().config();
    }

    /**
     * Runs the step, and updates the weights in memory if it is finite. May be called only once.
     *
     * @param changed the configuration of the run, or another one for the same weights
     * @throws IllegalArgumentException if the run had losses that are not in the configuration, or weights or batches do not
     *     fit it
     */
    public Outcome run(MaskRcnnConfig changed) {
        try {
            return built(changed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private Outcome built(MaskRcnnConfig changed) {
        Map<String, INDArray> weights =
                new LinkedHashMap<>(step.model().weights().asMap());
        GraphParts parts = GraphParts.of(changed, step.model().labels(), backbone, weights);
        boolean own = changed.train().lossWeights().equals(config().train().lossWeights());
        MaskRcnnGraph graph = RunGraphs.training(parts, own ? this::reweigh : losses -> {});
        requireSameLosses(graph.objective());
        try (GradientStep gradients =
                new GradientStep(graph.sameDiff(), graph.objective(), List.of(), OptimizerChoice.of(parts))) {
            return run(gradients, graph.objective());
        }
    }

    private Outcome run(GradientStep gradients, Objective objective) {
        LossMeans means = new LossMeans();
        for (Map<String, INDArray> batch : step.batches()) {
            try (GraphRunner.Outputs out = gradients.run(batch)) {
                means.add(objective.report(out));
                gradients.accumulate(out::gradient, step.batches().size());
            }
        }
        LossReport losses = means.mean();
        double norm = losses.firstNonFinite().isPresent() ? Double.NaN : gradients.updateAccumulated(0);
        if (Double.isFinite(norm)) {
            return new Outcome(losses, norm, Optional.empty());
        }
        Optional<String> first = step.batches().stream()
                .map(gradients::firstNonFinite)
                .flatMap(Optional::stream)
                .findFirst();
        return new Outcome(losses, norm, first);
    }

    /** Sets the loss weights of the run, which Java code may have changed. */
    private void reweigh(ObjectiveBuilder losses) {
        Map<String, Double> weights = new LinkedHashMap<>(step.header().objective());
        weights.remove(Objective.L2); // given by train.optimizer
        weights.keySet().retainAll(losses.losses()); // others are named by requireSameLosses
        weights.forEach(losses::weight);
    }

    private void requireSameLosses(Objective objective) {
        Set<String> expected = new TreeSet<>(step.header().objective().keySet());
        Set<String> found = new TreeSet<>(objective.weights().keySet());
        expected.remove(Objective.L2);
        found.remove(Objective.L2);
        if (!found.equals(expected)) {
            throw new IllegalArgumentException("the run trained for the losses " + expected
                    + ", the configuration names " + found + "; losses of a program cannot be run again without it");
        }
    }

    @Override
    public void close() {
        step.closeBatches();
        step.model().weights().close();
    }
}
