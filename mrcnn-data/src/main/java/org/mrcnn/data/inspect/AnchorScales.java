package org.mrcnn.data.inspect;

import java.util.Arrays;

/**
 * Suggests anchor scales for the sizes of a data set: the cluster centres of the box sides under the distance 1 - IoU, as
 * YOLO9000 does for its priors (Redmon and Farhadi 2017, section 2, "Dimension Clusters"), in one dimension.
 */
public final class AnchorScales {
    private static final int MOST_ROUNDS = 100;

    /** Neighbouring scales keep at least this ratio: closer ones would double anchors without reaching other objects. */
    private static final double LEAST_RATIO = Math.sqrt(2);

    private AnchorScales() {}

    /**
     * Suggests one scale a pyramid level, rising, in whole pixels.
     *
     * <p>Squares of sides a < b on one centre have an IoU of (a / b)^2; the centre of a cluster is that of its sides which
     * has the greatest mean IoU with all of them. Lloyd's iterations begin at quantiles; the result depends on nothing but
     * the sides.
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
        double[] centres = new double[levels];
        Arrays.setAll(centres, k -> sorted[(int) ((k + 0.5) * sorted.length / levels)]);
        double[] moved = centres;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            centres = moved;
            moved = centres(sorted, centres);
            if (Arrays.equals(moved, centres)) {
                break;
            }
        }
        return spread(moved);
    }

    /** The best centre of the sides that are nearest to each centre so far; a centre without any stays. */
    private static double[] centres(double[] sorted, double[] centres) {
        double[] moved = centres.clone();
        int from = 0;
        for (int k = 0; k < centres.length; k++) {
            // Between two centres the one with the greater IoU changes at their geometric mean.
            double end = k + 1 < centres.length ? Math.sqrt(centres[k] * centres[k + 1]) : Double.POSITIVE_INFINITY;
            int to = from;
            while (to < sorted.length && sorted[to] < end) {
                to++;
            }
            if (to > from) {
                moved[k] = centre(sorted, from, to);
            }
            from = to;
        }
        Arrays.sort(moved);
        return moved;
    }

    private static double centre(double[] sorted, int from, int to) {
        double above = 0; // sum of 1 / side^2 over the candidate and larger sides
        for (int i = from; i < to; i++) {
            above += 1 / (sorted[i] * sorted[i]);
        }
        double below = 0; // sum of side^2 over smaller sides
        double best = sorted[from];
        double greatest = 0;
        for (int i = from; i < to; i++) {
            double square = sorted[i] * sorted[i];
            double iou = below / square + above * square;
            if (iou > greatest) {
                greatest = iou;
                best = sorted[i];
            }
            below += square;
            above -= 1 / square;
        }
        return best;
    }

    private static float[] spread(double[] centres) {
        float[] scales = new float[centres.length];
        double least = 1;
        for (int k = 0; k < scales.length; k++) {
            double scale = Math.rint(Math.max(centres[k], least));
            scales[k] = (float) scale;
            least = Math.max(scale + 1, scale * LEAST_RATIO);
        }
        return scales;
    }
}
