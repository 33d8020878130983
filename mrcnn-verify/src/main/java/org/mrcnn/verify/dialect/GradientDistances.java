// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.core.weights.WeightSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Distances between the gradients of two implementations, per tensor: norm of the difference divided by the norm of the
 * gradient.
 */
final class GradientDistances {

    /**
     * The distances of one tensor.
     *
     * @param name name of the weight
     * @param theirs distance of our gradient from torchvision's
     * @param exact distance of our gradient from torchvision's in float64
     * @param theirsExact distance of torchvision's gradient from its own in float64
     */
    private record Distance(String name, double theirs, double exact, double theirsExact) {}

    private final List<Distance> all = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * Compares all gradients that torchvision has.
     *
     * @param ours our gradients by name
     * @param theirs torchvision's gradients, NaN if it has none
     * @param exact torchvision's gradients in float64
     */
    GradientDistances(Map<String, float[]> ours, WeightSource theirs, WeightSource exact) {
        for (Map.Entry<String, long[]> tensor : theirs.shapes().entrySet()) {
            String name = tensor.getKey();
            float[] expected = read(theirs, name, tensor.getValue());
            if (Float.isNaN(expected[0])) {
                continue;
            }
            float[] own = ours.get(name);
            if (own == null) {
                missing.add(name);
                continue;
            }
            float[] wide = read(exact, name, tensor.getValue());
            all.add(new Distance(name, distance(own, expected), distance(own, wide), distance(expected, wide)));
        }
        all.sort(Comparator.comparingDouble(Distance::theirs).reversed());
    }

    private static float[] read(WeightSource source, String name, long[] shape) {
        try (INDArray array = Nd4j.create(DataType.FLOAT, shape)) {
            source.read(name, array);
            return array.data().asFloat();
        }
    }

    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < b.length; i++) {
            double d = (double) a[i] - b[i];
            difference += d * d;
            norm += (double) b[i] * b[i];
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }

    /** Returns whether we have a gradient for each of torchvision's, at most at this distance. */
    boolean within(double allowed) {
        return missing.isEmpty() && !all.isEmpty() && all.stream().allMatch(d -> d.theirs() <= allowed);
    }

    /** Prints the largest distances. */
    void print(int most) {
        missing.forEach(name -> System.out.println(name + ": no gradient, which torchvision has"));
        System.out.printf(Locale.ROOT, "%d gradients; the most distant ones:%n", all.size());
        System.out.printf("%-32s %12s %12s %24s%n", "", "torchvision", "64 bit", "torchvision to 64 bit");
        all.stream()
                .limit(most)
                .forEach(d -> System.out.printf(
                        Locale.ROOT, "%-32s %12.3g %12.3g %24.3g%n", d.name(), d.theirs(), d.exact(), d.theirsExact()));
    }
}
