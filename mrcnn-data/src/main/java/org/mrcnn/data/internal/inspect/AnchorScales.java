// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.Arrays;

/**
 * Suggests anchor scales for the object sizes of a data set: the cluster centres of the box sides with the distance 1 - IoU, as
 * YOLO9000 does for its priors (Redmon and Farhadi 2017, section 2, "Dimension Clusters"). In one dimension, the optimal
 * clusters can be found exactly.
 */
public final class AnchorScales {
    /** If there are more sides, this many of their quantiles are used; the cost grows with the third power. */
    private static final int MOST_SIDES = 200;

    /** Minimum ratio of neighbouring scales: closer ones would duplicate anchors without matching other objects. */
    private static final double LEAST_RATIO = Math.sqrt(2);

    private AnchorScales() {}

    /**
     * Suggests one scale per pyramid level, ascending, in whole pixels.
     *
     * <p>Squares with sides a and b and the same centre, a the smaller, have an IoU of (a / b)^2. The scales are those of the
     * given sides with the highest mean, over all sides, of the IoU with the best scale; they are then rounded and kept apart.
     *
     * @param sides square roots of the areas of boxes, in pixels of the network's input, all positive, at least one
     * @param levels number of pyramid levels, at least 1
     */
    public static float[] suggest(double[] sides, int levels) {
        if (sides.length == 0 || levels < 1 || Arrays.stream(sides).anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException("anchor scales need at least one box side, all positive, and one level;"
                    + " found " + sides.length + " sides and " + levels + " levels");
        }
        double[] sorted = sides.clone();
        Arrays.sort(sorted);
        double[] used = new double[Math.min(MOST_SIDES, sorted.length)];
        Arrays.setAll(used, i -> sorted[(int) ((i + 0.5) * sorted.length / used.length)]);
        return spread(centres(used, levels));
    }

    /**
     * Suggests scales that double from level to level, as strides do, in whole pixels. The finest level, which has the densest
     * anchors, gets the size at a quantile.
     *
     * @param sides as in {@link #suggest}
     * @param quantile 0 to 1
     */
    public static float[] doubling(double[] sides, double quantile, int levels) {
        double[] sorted = sides.clone();
        Arrays.sort(sorted);
        double first = Math.max(1, Math.rint(sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)]));
        float[] scales = new float[levels];
        for (int k = 0; k < levels; k++) {
            scales[k] = (float) (first * (1 << k));
        }
        return scales;
    }

    /**
     * Adds a cluster where it improves the gain.
     *
     * @param fewer best gains of one cluster less, by number of sides
     * @param best receives the best gains
     * @param start receives the first side of the last cluster
     */
    private static void addCluster(double[][] gain, double[] fewer, double[] best, int[] start) {
        for (int to = 1; to < best.length; to++) {
            for (int from = 0; from < to; from++) {
                if (fewer[from] + gain[from][to] > best[to]) {
                    best[to] = fewer[from] + gain[from][to];
                    start[to] = from;
                }
            }
        }
    }

    /** Uses dynamic programming over the clusters of ascending sides, which are runs of neighbours. */
    private static double[] centres(double[] sides, int levels) {
        int n = sides.length;
        double[][] gain = new double[n][n + 1]; // of one cluster from the first index to before the second
        double[][] centre = new double[n][n + 1];
        for (int from = 0; from < n; from++) {
            for (int to = from + 1; to <= n; to++) {
                cluster(sides, from, to, gain, centre);
            }
        }
        double[][] best = new double[levels + 1][n + 1];
        int[][] start = new int[levels + 1][n + 1];
        Arrays.fill(best[0], 1, n + 1, Double.NEGATIVE_INFINITY);
        for (int level = 1; level <= levels; level++) {
            best[level] = best[level - 1].clone(); // a level may be unused
            Arrays.fill(start[level], -1);
            addCluster(gain, best[level - 1], best[level], start[level]);
        }
        double[] centres = new double[levels];
        for (int level = levels, to = n; level > 0; level--) {
            int from = start[level][to];
            centres[level - 1] = from < 0 ? 0 : centre[from][to];
            to = from < 0 ? to : from;
        }
        return centres;
    }

    private static void cluster(double[] sides, int from, int to, double[][] gain, double[][] centre) {
        double above = 0; // sum of 1 / side^2 over the candidate and larger sides
        for (int i = from; i < to; i++) {
            above += 1 / (sides[i] * sides[i]);
        }
        double below = 0; // sum of side^2 over smaller sides
        for (int i = from; i < to; i++) {
            double square = sides[i] * sides[i];
            double iou = below / square + above * square;
            if (iou > gain[from][to]) {
                gain[from][to] = iou;
                centre[from][to] = sides[i];
            }
            below += square;
            above -= 1 / square;
        }
    }

    /**
     * Separates the scales. Unused levels, whose centre is 0, come first and get scales above the others, because an image has
     * few cells for large objects.
     */
    private static float[] spread(double[] centres) {
        double[] sorted = Arrays.stream(centres).filter(c -> c > 0).sorted().toArray();
        float[] scales = new float[centres.length];
        double least = 1;
        for (int k = 0; k < scales.length; k++) {
            double scale = Math.rint(Math.max(k < sorted.length ? sorted[k] : 0, least));
            scales[k] = (float) scale;
            least = Math.max(scale + 1, scale * LEAST_RATIO);
        }
        return scales;
    }
}
