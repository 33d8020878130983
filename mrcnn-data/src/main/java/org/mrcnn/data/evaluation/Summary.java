// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The averages of precision and recall that COCO reports. */
final class Summary {
    /** The limit on detections that pycocotools uses for AP, whatever the list of limits is. */
    private static final int AP_LIMIT = 100;
    /** Number of elements that numpy adds at a time in a long array. */
    private static final int BUFFER = 8192;
    /** numpy adds up to this number of elements in eight interleaved sums; above, it splits in half. */
    private static final int PAIRWISE_BLOCK = 128;

    private final EvaluationSettings settings;
    private final int categories;
    private final PrecisionCurves curves;

    Summary(EvaluationSettings settings, int categories, PrecisionCurves curves) {
        this.settings = settings;
        this.categories = categories;
        this.curves = curves;
    }

    /**
     * @param category index of the only category to consider, or -1 for all
     * @throws IllegalStateException if there are fewer than three limits on detections
     */
    double[] stats(int category) {
        List<Integer> limits = settings.maxDetections();
        if (limits.size() < 3) {
            throw new IllegalStateException(
                    "the summary needs three limits on detections, as 1, 10, 100 of COCO; found " + limits);
        }
        int[] all = IntStream.range(0, settings.iouThresholds().size()).toArray();
        int apLimit = settings.corrected() ? limits.size() - 1 : limits.indexOf(AP_LIMIT);
        Means means = new Means(category < 0 ? 0 : category, category < 0 ? categories : category + 1);
        return new double[] {
            apLimit < 0 ? -1 : means.precision(all, "all", apLimit),
            means.precision(threshold(0.5), "all", 2),
            means.precision(threshold(0.75), "all", 2),
            means.precision(all, "small", 2),
            means.precision(all, "medium", 2),
            means.precision(all, "large", 2),
            means.recall(all, "all", 0),
            means.recall(all, "all", 1),
            means.recall(all, "all", 2),
            means.recall(all, "small", 2),
            means.recall(all, "medium", 2),
            means.recall(all, "large", 2),
        };
    }

    private int[] threshold(double iou) {
        return IntStream.range(0, settings.iouThresholds().size())
                .filter(t -> settings.iouThresholds().get(t) == iou)
                .toArray();
    }

    /** Averages over the categories from the first to the one before the last. */
    private final class Means {
        private final int first;
        private final int last;

        Means(int first, int last) {
            this.first = first;
            this.last = last;
        }

        double precision(int[] thresholds, String range, int limit) {
            return mean(curves.precision, thresholds, EvaluationSettings.RECALL_LEVELS, range, limit);
        }

        double recall(int[] thresholds, String range, int limit) {
            return mean(curves.recall, thresholds, 1, range, limit);
        }

        /**
         * Returns the mean of all entries above -1 of [thresholds, levels, categories] for one range and limit; -1 if there are
         * none.
         */
        private double mean(double[] values, int[] thresholds, int levels, String range, int limit) {
            int a = settings.areaRanges().stream()
                    .map(EvaluationSettings.AreaRange::name)
                    .toList()
                    .indexOf(range);
            if (a < 0) {
                return -1;
            }
            int ranges = settings.areaRanges().size();
            int limits = settings.maxDetections().size();
            double[] found = IntStream.of(thresholds)
                    .flatMap(t -> IntStream.range(t * levels, (t + 1) * levels))
                    .flatMap(row -> IntStream.range(row * categories + first, row * categories + last))
                    .mapToDouble(k -> values[(k * ranges + a) * limits + limit])
                    .filter(value -> value > -1)
                    .toArray();
            return found.length == 0 ? -1 : sum(found, found.length) / found.length;
        }
    }

    /**
     * Returns the sum of the first n values, added in the order of numpy, buffer by buffer, so that means are bit-identical.
     */
    static double sum(double[] values, int n) {
        double sum = 0;
        for (int from = 0; from < n; from += BUFFER) {
            sum += pairwiseSum(values, from, Math.min(BUFFER, n - from));
        }
        return sum;
    }

    private static double pairwiseSum(double[] values, int from, int count) {
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
