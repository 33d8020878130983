// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mrcnn.engine.GraphRunner;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A training objective: the weighted sum of any number of named losses, each of which may read any variables of the graph, and
 * metrics, which are only reported.
 *
 * <pre>{@code
 * Objective objective = Objective.on(sd)
 *         .loss("mse_deconv1", MeanSquaredError.of(target, deconv1))
 *         .loss("bce_output", 0.5, BinaryCrossEntropy.fromLogits(target, logits))
 *         .l2(1e-4, L2Form.DECAY, Weights.kernels())
 *         .metric("iou", Iou.fromLogits(target, logits))
 *         .build();
 * GraphRunner runner = GraphRunner.forGradients(sd, objective.total(), objective.outputs(), shared);
 * try (GraphRunner.Outputs run = runner.run(batch)) {
 *     LossReport report = objective.report(run);
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class Objective {

    /** The name of the weighted sum of all losses and the L2 penalty. */
    public static final String TOTAL = "total_loss";

    /** The name of the L2 penalty. */
    public static final String L2 = "l2_loss";

    private final Map<String, Double> weights;
    private final List<String> metrics;

    Objective(Map<String, Double> weights, List<String> metrics) {
        this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        this.metrics = List.copyOf(metrics);
    }

    /** Returns a builder for the objective of a graph. A graph has at most one objective. */
    public static ObjectiveBuilder on(SameDiff sd) {
        return new ObjectiveBuilder(sd);
    }

    /** Returns the weights of the losses in the total, by the name of the loss and its variable; the L2 penalty last. */
    public Map<String, Double> weights() {
        return weights;
    }

    /** Returns the names of the losses, the L2 penalty last. */
    public List<String> losses() {
        return List.copyOf(weights.keySet());
    }

    /** Returns the names of the metrics. */
    public List<String> metrics() {
        return metrics;
    }

    /** Returns the name of the variable that training minimizes. */
    public String total() {
        return TOTAL;
    }

    /** Returns the names of all scalars that {@link #report} reads, as outputs for a {@link GraphRunner}. */
    public List<String> outputs() {
        List<String> outputs = new ArrayList<>(weights.keySet());
        outputs.add(TOTAL);
        outputs.addAll(metrics);
        return List.copyOf(outputs);
    }

    /** Returns the values from a run that has all {@link #outputs}. */
    public LossReport report(GraphRunner.Outputs run) {
        return report(name -> scalar(name, run.get(name)));
    }

    /** Returns the values that a function returns for the names in {@link #outputs}. */
    public LossReport report(ToDoubleFunction<String> values) {
        return new LossReport(
                valuesOf(losses(), values), weights, values.applyAsDouble(TOTAL), valuesOf(metrics, values));
    }

    private static Map<String, Double> valuesOf(List<String> names, ToDoubleFunction<String> values) {
        Map<String, Double> byName = new LinkedHashMap<>();
        names.forEach(name -> byName.put(name, values.applyAsDouble(name)));
        return byName;
    }

    private static double scalar(String name, INDArray array) {
        if (array.length() != 1) {
            throw new IllegalArgumentException(
                    "expected " + name + " to be a scalar, found shape " + Arrays.toString(array.shape()));
        }
        return array.getDouble(0);
    }
}
