// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.ssd;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which background boxes enter a loss: those with the largest loss in the whole batch, so that the many easy ones do not
 * outweigh the objects.
 *
 * @param negativesPerPositive how many for each positive box of the batch
 * @param minNegatives how many at least, for batches of few or no positives
 */
public record HardNegativeMining(double negativesPerPositive, int minNegatives) {

    /** The label of background. */
    static final int BACKGROUND = 0;

    public HardNegativeMining {
        if (!(negativesPerPositive >= 0) || Double.isInfinite(negativesPerPositive)) {
            throw new IllegalArgumentException(
                    "negativesPerPositive: expected a number of at least 0, found " + negativesPerPositive);
        }
        if (minNegatives < 0) {
            throw new IllegalArgumentException("minNegatives: expected at least 0, found " + minNegatives);
        }
    }

    /** Three for each positive, as in the paper. */
    public static HardNegativeMining standard() {
        return new HardNegativeMining(3, 0);
    }

    /**
     * The negatives that enter, in ascending order; of equal losses the first. A negative without loss never does.
     *
     * @param labels the class of each box of the batch: above 0 positive, 0 background, -1 neither
     * @param losses the loss of each box
     */
    public int[] choose(int[] labels, double[] losses) {
        long positives = positives(labels);
        int wanted = (int) Math.max((long) (negativesPerPositive * positives), minNegatives);
        return IntStream.range(0, labels.length)
                .filter(i -> labels[i] == BACKGROUND && losses[i] != 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -losses[i]))
                .limit(wanted)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    static long positives(int[] labels) {
        return IntStream.of(labels).filter(label -> label > BACKGROUND).count();
    }

    /** What SSD divides its losses by: the number of positive boxes in the batch, at least 1. */
    static double divisor(int[] labels) {
        return Math.max(1, positives(labels));
    }
}
