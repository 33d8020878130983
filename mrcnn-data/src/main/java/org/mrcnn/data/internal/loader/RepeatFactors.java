// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.Dataset;

/**
 * Repeat factor sampling (Gupta, Dollar, Girshick 2019, LVIS, appendix B.2): images with rare classes occur more often. If f(c)
 * is the fraction of images with class c, the factor of the class is r(c) = max(1, sqrt(t / f(c))), and the factor of an image
 * is the largest of its classes.
 */
public final class RepeatFactors {

    private RepeatFactors() {}

    /**
     * Returns the factor of each image of a data set.
     *
     * @param threshold t, the fraction of images below which a class counts as rare, 0 to 1; LVIS uses 0.001
     * @return double[size], at least 1; crowds do not count, the factor of an image without objects is 1
     */
    public static double[] of(Dataset data, double threshold) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("Repeat factors: expected a threshold from 0 to 1, found " + threshold);
        }
        int[][] classes = IntStream.range(0, data.size())
                .mapToObj(i -> Arrays.stream(data.classIds(i))
                        .filter(c -> c > 0)
                        .distinct()
                        .toArray())
                .toArray(int[][]::new);
        int[] images = new int[data.labels().size()];
        Arrays.stream(classes).flatMapToInt(Arrays::stream).forEach(c -> images[c]++);
        return Arrays.stream(classes)
                .mapToDouble(own -> Arrays.stream(own)
                        .mapToDouble(c -> Math.sqrt(threshold * data.size() / images[c]))
                        .reduce(1, Math::max))
                .toArray();
    }
}
