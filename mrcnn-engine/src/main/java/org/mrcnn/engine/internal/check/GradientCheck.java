// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares the gradients of a graph with central differences of its loss.
 *
 * @param step distance by which a weight is moved in each direction
 * @param relativeError maximum of |analytic - numeric| / max(|analytic|, |numeric|)
 * @param absoluteError differences below this pass whatever the relative error is: the float32 rounding noise of the loss
 *     divided by the step
 * @param samplesPerVariable number of elements checked per variable, chosen at random with {@code seed}
 */
public record GradientCheck(
        double step, double relativeError, double absoluteError, int samplesPerVariable, long seed) {

    /** Returns settings that suit float32 losses of magnitude 1. */
    public static GradientCheck standard() {
        return new GradientCheck(1e-2, 2e-2, 1e-3, 8, 1);
    }

    /**
     * Checks every trainable variable of the graph.
     *
     * @return the number of elements checked
     * @throws AssertionError if gradients differ; the message names the variable, element, analytic and numeric value of each
     */
    public int check(SameDiff graph, String loss, Map<String, INDArray> placeholders) {
        List<String> faults = new ArrayList<>();
        int checked = 0;
        try (OpResources shared = new OpResources();
                GraphRunner gradients = GraphRunner.forGradients(graph, loss, List.of(loss), shared);
                GraphRunner losses = GraphRunner.forOutputs(graph, List.of(loss), shared)) {
            Map<String, INDArray> analytic = new HashMap<>();
            try (GraphRunner.Outputs run = gradients.run(placeholders)) {
                gradients
                        .trainable()
                        .forEach(v -> analytic.put(v, run.gradient(v).dup()));
            }
            for (String variable : gradients.trainable()) {
                INDArray weights = graph.getVariable(variable).getArr();
                if (!Arrays.equals(weights.shape(), analytic.get(variable).shape())) {
                    faults.add(variable + ": the gradient has shape "
                            + Arrays.toString(analytic.get(variable).shape()) + ", the variable "
                            + Arrays.toString(weights.shape()));
                    continue;
                }
                for (long i : elements(variable, weights.length())) {
                    double numeric = difference(losses, loss, placeholders, weights, i);
                    compare(variable, i, analytic.get(variable).getDouble(i), numeric)
                            .ifPresent(faults::add);
                    checked++;
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    faults.size() + " of " + checked + " gradients differ:\n" + String.join("\n", faults));
        }
        return checked;
    }

    private long[] elements(String variable, long length) {
        return length <= samplesPerVariable
                ? java.util.stream.LongStream.range(0, length).toArray()
                : new SplittableRandom(seed ^ variable.hashCode())
                        .longs(samplesPerVariable, 0, length)
                        .toArray();
    }

    private double difference(
            GraphRunner runner, String loss, Map<String, INDArray> placeholders, INDArray weights, long i) {
        float before = weights.getFloat(i);
        float up = (float) (before + step);
        float down = (float) (before - step);
        try {
            weights.putScalar(i, up);
            double above = value(runner, loss, placeholders);
            weights.putScalar(i, down);
            return (above - value(runner, loss, placeholders)) / ((double) up - down);
        } finally {
            weights.putScalar(i, before);
        }
    }

    private static double value(GraphRunner runner, String loss, Map<String, INDArray> placeholders) {
        try (GraphRunner.Outputs run = runner.run(placeholders)) {
            return run.get(loss).sumNumber().doubleValue();
        }
    }

    /** Returns the fault of an element whose gradients differ. */
    private Optional<String> compare(String variable, long i, double analytic, double numeric) {
        double difference = Math.abs(analytic - numeric);
        boolean equal = difference <= absoluteError
                || difference <= relativeError * Math.max(Math.abs(analytic), Math.abs(numeric));
        return equal
                ? Optional.empty()
                : Optional.of(variable + "[" + i + "]: analytic " + analytic + ", numeric " + numeric);
    }
}
