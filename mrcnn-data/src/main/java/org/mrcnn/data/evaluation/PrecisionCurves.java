package org.mrcnn.data.evaluation;

import java.util.Arrays;
import java.util.List;

/** Precision, recall and scores of all categories, in the layout of pycocotools; -1 where there is no ground truth. */
final class PrecisionCurves {
    private final EvaluationSettings settings;
    private final int categories;
    private final double[] levels = EvaluationSettings.recallLevels();
    /** [thresholds, recall levels, categories, area ranges, limits]. */
    final double[] precision;
    /** [thresholds, categories, area ranges, limits]. */
    final double[] recall;
    /** As precision: the score at which the recall level is reached. */
    final double[] scores;

    PrecisionCurves(EvaluationSettings settings, int categories) {
        this.settings = settings;
        this.categories = categories;
        int cells = settings.iouThresholds().size()
                * categories
                * AreaRange.COUNT
                * settings.maxDetections().size();
        recall = new double[cells];
        precision = new double[Math.multiplyExact(cells, levels.length)];
        scores = new double[precision.length];
        Arrays.fill(recall, -1);
        Arrays.fill(precision, -1);
        Arrays.fill(scores, -1);
    }

    /** Fills in one category; other categories may be filled in by other threads at the same time. */
    void accumulate(int category, List<ImageMatches> images) {
        for (int limit = 0; limit < settings.maxDetections().size(); limit++) {
            int most = settings.maxDetections().get(limit);
            double[] sorted = images.stream()
                    .flatMapToDouble(image -> Arrays.stream(image.scores).limit(most))
                    .toArray();
            int[] order = StableOrder.descending(sorted);
            sorted = gather(sorted, order);
            for (int a = 0; a < AreaRange.COUNT; a++) {
                int range = a;
                int positives = images.stream()
                        .mapToInt(image -> image.positives[range])
                        .sum();
                for (int t = 0; positives > 0 && t < settings.iouThresholds().size(); t++) {
                    byte[] outcomes = gather(outcomes(images, range, t, most, order.length), order);
                    curve(outcomes, sorted, positives, t, cell(category, range, limit));
                }
            }
        }
    }

    /** Index within one threshold (and recall level). */
    private int cell(int category, int range, int limit) {
        return (category * AreaRange.COUNT + range) * settings.maxDetections().size() + limit;
    }

    private static byte[] outcomes(List<ImageMatches> images, int range, int t, int most, int count) {
        byte[] all = new byte[count];
        int at = 0;
        for (ImageMatches image : images) {
            int n = image.scores.length;
            System.arraycopy(image.outcomes[range], t * n, all, at, Math.min(n, most));
            at += Math.min(n, most);
        }
        return all;
    }

    /** The envelope of one precision-recall curve, read off at the recall levels; order of operations as numpy. */
    private void curve(byte[] outcomes, double[] sorted, int positives, int t, int cell) {
        int n = outcomes.length;
        double[] recalls = new double[n];
        double[] precisions = new double[n];
        double right = 0;
        double wrong = 0;
        for (int i = 0; i < n; i++) {
            right += outcomes[i] == ImageMatches.TRUE_POSITIVE ? 1 : 0;
            wrong += outcomes[i] == ImageMatches.FALSE_POSITIVE ? 1 : 0;
            recalls[i] = right / positives;
            precisions[i] = right / (wrong + right + Math.ulp(1.0));
        }
        for (int i = n - 1; i > 0; i--) {
            precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
        }
        int stride = categories * AreaRange.COUNT * settings.maxDetections().size();
        recall[t * stride + cell] = n == 0 ? 0 : recalls[n - 1];
        int i = 0;
        for (int r = 0; r < levels.length; r++) {
            while (i < n && recalls[i] < levels[r]) {
                i++;
            }
            int k = (t * levels.length + r) * stride + cell;
            precision[k] = i < n ? precisions[i] : 0;
            scores[k] = i < n ? sorted[i] : 0;
        }
    }

    private static double[] gather(double[] values, int[] order) {
        double[] gathered = new double[order.length];
        Arrays.setAll(gathered, i -> values[order[i]]);
        return gathered;
    }

    private static byte[] gather(byte[] values, int[] order) {
        byte[] gathered = new byte[order.length];
        for (int i = 0; i < order.length; i++) {
            gathered[i] = values[order[i]];
        }
        return gathered;
    }
}
