// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The weights of a train_step case, in order, and which of their values are stored. */
final class WeightSamples {
    /** Number of columns in the stored arrays, with one row per weight. */
    private static final int COLUMNS = 64;

    /** Number of times that a weight is rounded to float32 when a step is added: once in the reference, once here. */
    private static final int ROUNDINGS = 2;

    private final List<Weight> weights = new ArrayList<>();

    WeightSamples(GoldenCase golden) throws IOException {
        for (JsonNode weight : golden.values().list("weights")) {
            String name = weight.path("name").asText().replace('.', '/');
            weights.add(new Weight(
                    name,
                    weight.path("sample_stride").asInt(),
                    weight.path("sample_count").asInt()));
        }
    }

    /** A row of the stored arrays: {@code samples} values at 0, stride, 2 * stride and so on. */
    private record Weight(String name, int stride, int samples) {}

    /**
     * The values that a case stores of arrays with the shapes of the weights.
     *
     * @param samples [weights * 64]
     * @param norms [weights], Euclidean
     */
    @SuppressWarnings("ArrayRecordComponent") // not stored
    record Taken(double[] samples, double[] norms) {}

    /** @param arrays values by name of weight, row-major */
    Taken take(Function<String, float[]> arrays) {
        Taken taken = new Taken(new double[weights.size() * COLUMNS], new double[weights.size()]);
        for (int row = 0; row < weights.size(); row++) {
            Weight weight = weights.get(row);
            float[] values = arrays.apply(weight.name());
            double squares = 0;
            for (float v : values) {
                squares += (double) v * v;
            }
            taken.norms[row] = Math.sqrt(squares);
            for (int i = 0; i < weight.samples(); i++) {
                taken.samples[row * COLUMNS + i] = values[i * weight.stride()];
            }
        }
        return taken;
    }

    /** Compares norms; the name of the comparison contains the weight with the largest difference. */
    Comparison norms(String array, double[] expected, double[] actual, double allowed) {
        double[] shares = normShares(expected, actual);
        return Comparison.of(worst(array, shares, 1), expected, actual, Tolerance.relative(allowed));
    }

    /** Returns the difference of each norm, as a fraction of the expected one. */
    double[] normShares(double[] expected, double[] actual) {
        double[] shares = new double[expected.length];
        Arrays.setAll(shares, row -> Math.abs(expected[row] - actual[row]) / Math.abs(expected[row]));
        return shares;
    }

    /**
     * Compares samples in units of the largest expected one of the same weight; the name of the comparison contains the weight
     * with the largest difference.
     */
    Comparison samples(String array, double[] expected, double[] actual, double allowed) {
        double[] shares = sampleShares(expected, actual);
        double[] none = new double[shares.length];
        return Comparison.of(worst(array, shares, COLUMNS), none, shares, Tolerance.absolute(allowed));
    }

    /** Returns the difference of each sample, as a fraction of the largest expected one of the same weight. */
    double[] sampleShares(double[] expected, double[] actual) {
        double[] shares = new double[expected.length];
        for (int row = 0; row < weights.size(); row++) {
            double largest = 0;
            for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
            }
            for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
                shares[i] = Math.abs(expected[i] - actual[i]) / largest;
            }
        }
        return shares;
    }

    /**
     * Compares the changes of weights: the distance of a weight's samples from the expected ones, as a fraction of the norm of
     * the expected change. The rounding of the weight itself is additionally allowed.
     */
    Comparison changes(String array, double[] start, double[] expected, double[] actual, double allowed) {
        double[] distances = new double[weights.size()];
        for (int row = 0; row < distances.length; row++) {
            double distance = 0;
            double length = 0;
            for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
                double rounding = ROUNDINGS * Math.ulp((float) expected[i]);
                double off = Math.max(0, Math.abs(actual[i] - expected[i]) - rounding);
                distance += off * off;
                length += (expected[i] - start[i]) * (expected[i] - start[i]);
            }
            distances[row] = Math.sqrt(distance / length);
        }
        double[] none = new double[distances.length];
        return Comparison.of(worst(array, distances, 1), none, distances, Tolerance.absolute(allowed));
    }

    private String worst(String array, double[] shares, int columns) {
        int worst = 0;
        for (int i = 0; i < shares.length; i++) {
            worst = shares[i] > shares[worst] ? i : worst;
        }
        return array + ", worst " + weights.get(worst / columns).name();
    }
}
