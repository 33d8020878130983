package org.mrcnn.data.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The means over precision and recall that COCO reports. */
final class Summary {
    /** The limit for which pycocotools looks to report AP, whatever the limits are. */
    private static final int AP_LIMIT = 100;
    /** Below this count numpy adds in eight interleaved rows, above it splits in two. */
    private static final int PAIRWISE_BLOCK = 128;

    private final EvaluationSettings settings;
    private final int categories;
    private final PrecisionCurves curves;

    Summary(EvaluationSettings settings, int categories, PrecisionCurves curves) {
        this.settings = settings;
        this.categories = categories;
        this.curves = curves;
    }

    double[] stats() {
        int[] all = IntStream.range(0, settings.iouThresholds().size()).toArray();
        List<Integer> limits = settings.maxDetections();
        int apLimit = settings.corrected() ? 2 : limits.indexOf(AP_LIMIT);
        return new double[] {
            apLimit < 0 ? -1 : precision(all, AreaRange.ALL, apLimit),
            precision(threshold(0.5), AreaRange.ALL, 2),
            precision(threshold(0.75), AreaRange.ALL, 2),
            precision(all, AreaRange.SMALL, 2),
            precision(all, AreaRange.MEDIUM, 2),
            precision(all, AreaRange.LARGE, 2),
            recall(all, AreaRange.ALL, 0),
            recall(all, AreaRange.ALL, 1),
            recall(all, AreaRange.ALL, 2),
            recall(all, AreaRange.SMALL, 2),
            recall(all, AreaRange.MEDIUM, 2),
            recall(all, AreaRange.LARGE, 2),
        };
    }

    private int[] threshold(double iou) {
        int t = settings.iouThresholds().indexOf(iou);
        return t < 0 ? new int[0] : new int[] {t};
    }

    private double precision(int[] thresholds, int range, int limit) {
        return mean(curves.precision, thresholds, EvaluationSettings.RECALL_LEVELS, range, limit);
    }

    private double recall(int[] thresholds, int range, int limit) {
        return mean(curves.recall, thresholds, 1, range, limit);
    }

    /** Mean of all entries above -1 of [thresholds, levels, categories] at one range and limit; -1 if there is none. */
    private double mean(double[] values, int[] thresholds, int levels, int range, int limit) {
        double[] found = new double[thresholds.length * levels * categories];
        int n = 0;
        for (int t : thresholds) {
            for (int row = t * levels * categories; row < (t + 1) * levels * categories; row++) {
                double value = values[
                        (row * AreaRange.COUNT + range)
                                        * settings.maxDetections().size()
                                + limit];
                if (value > -1) {
                    found[n++] = value;
                }
            }
        }
        return n == 0 ? -1 : pairwiseSum(found, 0, n) / n;
    }

    /** numpy's order of addition, so that means agree to the last bit. */
    static double pairwiseSum(double[] values, int from, int count) {
        if (count > PAIRWISE_BLOCK) {
            int half = count / 2 - count / 2 % 8;
            return pairwiseSum(values, from, half) + pairwiseSum(values, from + half, count - half);
        }
        int end = from + count;
        if (count < 8) {
            return Arrays.stream(values, from, end).reduce(0, Double::sum);
        }
        double[] row = Arrays.copyOfRange(values, from, from + 8);
        int i = from + 8;
        for (; i + 8 <= end; i += 8) {
            for (int k = 0; k < 8; k++) {
                row[k] += values[i + k];
            }
        }
        double sum = ((row[0] + row[1]) + (row[2] + row[3])) + ((row[4] + row[5]) + (row[6] + row[7]));
        for (; i < end; i++) {
            sum += values[i];
        }
        return sum;
    }
}
