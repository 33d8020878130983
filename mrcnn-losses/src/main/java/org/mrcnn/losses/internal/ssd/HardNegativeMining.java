// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.ssd;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Selects the background boxes that a loss includes: those with the largest losses in the whole batch, so that the many easy
 * ones do not outweigh the objects.
 *
 * @param negativesPerPositive number of background boxes per positive box of the batch
 * @param minNegatives minimum number of background boxes, for batches with few or no positive boxes
 */
public record HardNegativeMining(double negativesPerPositive, int minNegatives) {

    /** The label of the background. */
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

    /** Returns a selection of three background boxes per positive box, as in the paper. */
    public static HardNegativeMining standard() {
        return new HardNegativeMining(3, 0);
    }

    /**
     * Returns the indices of the selected background boxes in ascending order. If losses are equal, the first box is preferred.
     * Boxes with loss 0 are never selected.
     *
     * @param labels the class of each box of the batch: above 0 for positive, 0 for background, -1 for neither
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

    /** Returns the divisor of SSD's losses: the number of positive boxes in the batch, at least 1. */
    static double divisor(int[] labels) {
        return Math.max(1, positives(labels));
    }
}
