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
 * What a graph is trained for: any number of named losses, each of which may read any variables of the graph, summed
 * with weights, and metrics that are only reported.
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

    /** Starts an objective for a graph; one graph has one objective. */
    public static ObjectiveBuilder on(SameDiff sd) {
        return new ObjectiveBuilder(sd);
    }

    /** The losses by the name of their variable, and what each is multiplied by in the total; the L2 penalty last. */
    public Map<String, Double> weights() {
        return weights;
    }

    /** The names of the losses, the L2 penalty last. */
    public List<String> losses() {
        return List.copyOf(weights.keySet());
    }

    /** The names of the metrics. */
    public List<String> metrics() {
        return metrics;
    }

    /** The name of the variable to be made small. */
    public String total() {
        return TOTAL;
    }

    /** The names of all scalars that {@link #report} reads, to be asked of a {@link GraphRunner}. */
    public List<String> outputs() {
        List<String> outputs = new ArrayList<>(weights.keySet());
        outputs.add(TOTAL);
        outputs.addAll(metrics);
        return List.copyOf(outputs);
    }

    /** The values of a run that was asked for {@link #outputs}. */
    public LossReport report(GraphRunner.Outputs run) {
        return report(name -> scalar(name, run.get(name)));
    }

    /** The values that a function gives for the names of {@link #outputs}. */
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
