package org.mrcnn.data.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What to evaluate. The 101 recall levels 0, 0.01 .. 1 and the area ranges of COCO are fixed.
 *
 * @param type boxes or masks
 * @param iouThresholds overlaps from which on a detection can match, increasing
 * @param maxDetections three limits on detections an image and category, increasing; COCO: 1, 10, 100
 * @param categoryIds the categories to evaluate; empty: all that occur
 * @param corrected false: as pycocotools, which pays no attention to {@link GroundTruth#ignore} and reports AP as -1
 *     unless 100 is among the limits; true: the flag counts, and AP is that of the largest limit
 */
public record EvaluationSettings(
        IouType type,
        List<Double> iouThresholds,
        List<Integer> maxDetections,
        List<Integer> categoryIds,
        boolean corrected) {
    /** Recall levels of a precision curve. */
    static final int RECALL_LEVELS = 101;

    /**
     * @throws IllegalArgumentException if thresholds or limits are not increasing or out of range
     */
    public EvaluationSettings {
        iouThresholds = List.copyOf(iouThresholds);
        maxDetections = List.copyOf(maxDetections);
        categoryIds = categoryIds.stream().sorted().distinct().toList();
        if (iouThresholds.isEmpty()
                || iouThresholds.get(0).isNaN()
                || iouThresholds.get(0) < 0
                || !increasing(iouThresholds)
                || !(iouThresholds.get(iouThresholds.size() - 1) <= 1)) {
            throw new IllegalArgumentException(
                    "iouThresholds " + iouThresholds + ", expected increasing numbers between 0 and 1");
        }
        if (maxDetections.size() != 3 || maxDetections.get(0) < 1 || !increasing(maxDetections)) {
            throw new IllegalArgumentException("maxDetections " + maxDetections
                    + ", expected three increasing limits, as 1, 10, 100 of COCO (the summary needs all three)");
        }
    }

    private static <T extends Comparable<T>> boolean increasing(List<T> values) {
        return IntStream.range(1, values.size()).allMatch(i -> values.get(i - 1).compareTo(values.get(i)) < 0);
    }

    /** The settings of COCO: IoU 0.5, 0.55 .. 0.95, at most 1, 10 and 100 detections, all categories. */
    public static EvaluationSettings defaults(IouType type) {
        return new EvaluationSettings(type, linspace(0.5, 0.95, 10), List.of(1, 10, 100), List.of(), false);
    }

    /** A copy with other overlaps. */
    public EvaluationSettings withIouThresholds(List<Double> thresholds) {
        return new EvaluationSettings(type, thresholds, maxDetections, categoryIds, corrected);
    }

    /** A copy with other limits. */
    public EvaluationSettings withMaxDetections(int few, int some, int many) {
        return new EvaluationSettings(type, iouThresholds, List.of(few, some, many), categoryIds, corrected);
    }

    /** A copy for these categories only. */
    public EvaluationSettings withCategoryIds(List<Integer> ids) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, ids, corrected);
    }

    /** A copy with the corrected reading on or off. */
    public EvaluationSettings withCorrected(boolean on) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, categoryIds, on);
    }

    /** The recall levels; computed as numpy does, since a level is compared with exact fractions. */
    static double[] recallLevels() {
        return linspace(0, 1, RECALL_LEVELS).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static List<Double> linspace(double from, double to, int count) {
        double step = (to - from) / (count - 1);
        return IntStream.range(0, count)
                .mapToObj(i -> i == count - 1 ? to : i * step + from)
                .toList();
    }
}
