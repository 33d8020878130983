// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Settings of an evaluation. The 101 recall levels of COCO, 0, 0.01 .. 1, are fixed.
 *
 * @param type whether boxes or masks are compared
 * @param iouThresholds minimum IoUs for a match, 0 to 1
 * @param maxDetections limits on the number of detections per image and category, sorted; COCO: 1, 10, 100; the summary needs
 *     at least three
 * @param areaRanges ranges of object sizes that are reported separately
 * @param categoryIds ids of the categories to evaluate; empty for all that occur
 * @param corrected false for the results of pycocotools; true to correct its peculiarities: the flag {@link
 *     CocoGroundTruth.Annotation#ignore} has an effect; AP is that of the largest limit (not -1 if 100 is not among the
 *     limits); the size of a detection is that of the evaluated box or mask (not always that of its box if it has one); ground
 *     truth with id 0 can be matched; each of several annotations with the same id counts; and a missing {@code iscrowd} is 0
 */
public record EvaluationSettings(
        IouType type,
        List<Double> iouThresholds,
        List<Integer> maxDetections,
        List<AreaRange> areaRanges,
        List<Integer> categoryIds,
        boolean corrected)
        implements Serializable {
    /** Number of recall levels of a precision curve. */
    static final int RECALL_LEVELS = 101;

    /** @throws IllegalArgumentException if a required list is empty, or a threshold or limit is out of range */
    public EvaluationSettings {
        Objects.requireNonNull(type, "type");
        iouThresholds = List.copyOf(iouThresholds);
        maxDetections = maxDetections.stream().sorted().toList();
        areaRanges = List.copyOf(areaRanges);
        categoryIds = categoryIds.stream().sorted().distinct().toList();
        if (iouThresholds.isEmpty() || !iouThresholds.stream().allMatch(t -> t >= 0 && t <= 1)) {
            throw new IllegalArgumentException(
                    "iouThresholds " + iouThresholds + ", expected at least one number, each between 0 and 1");
        }
        if (maxDetections.isEmpty() || maxDetections.get(0) < 1) {
            throw new IllegalArgumentException(
                    "maxDetections " + maxDetections + ", expected at least one limit, each 1 or more");
        }
        if (areaRanges.isEmpty()) {
            throw new IllegalArgumentException("no areaRanges, expected at least one, as AreaRange.COCO");
        }
    }

    /** Returns the settings of COCO: IoU 0.5, 0.55 .. 0.95, at most 1, 10 and 100 detections, all categories. */
    public static EvaluationSettings defaults(IouType type) {
        return new EvaluationSettings(
                type, linspace(0.5, 0.95, 10), List.of(1, 10, 100), AreaRange.COCO, List.of(), false);
    }

    /** Returns a copy with other IoU thresholds. */
    public EvaluationSettings withIouThresholds(List<Double> thresholds) {
        return new EvaluationSettings(type, thresholds, maxDetections, areaRanges, categoryIds, corrected);
    }

    /** Returns a copy with other limits on the number of detections. */
    public EvaluationSettings withMaxDetections(List<Integer> limits) {
        return new EvaluationSettings(type, iouThresholds, limits, areaRanges, categoryIds, corrected);
    }

    /** Returns a copy with other area ranges. */
    public EvaluationSettings withAreaRanges(List<AreaRange> ranges) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, ranges, categoryIds, corrected);
    }

    /** Returns a copy for these categories only. */
    public EvaluationSettings withCategoryIds(List<Integer> ids) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, areaRanges, ids, corrected);
    }

    /** Returns a copy with the corrections on or off. */
    public EvaluationSettings withCorrected(boolean on) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, areaRanges, categoryIds, on);
    }

    /** Returns the largest limit on the number of detections. */
    int most() {
        return maxDetections.get(maxDetections.size() - 1);
    }

    /** Returns the product of the numbers of thresholds, categories, ranges and limits. */
    int cells(int categories) {
        return iouThresholds.size() * categories * areaRanges.size() * maxDetections.size();
    }

    /**
     * Returns the recall levels of a precision curve, 0, 0.01 .. 1. They are computed as in numpy, because levels are compared
     * with exact fractions.
     */
    public static double[] recallLevels() {
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

    /**
     * A range of object sizes that is reported separately, both limits included.
     *
     * @param name name of the range; the summary uses {@code all}, {@code small}, {@code medium} and {@code large}
     * @param least smallest area in square pixels
     * @param most largest area in square pixels
     */
    public record AreaRange(String name, double least, double most) implements Serializable {
        /** The ranges of COCO: all, small (up to 32 * 32 pixels), medium (up to 96 * 96 pixels), large. */
        public static final List<AreaRange> COCO = List.of(
                new AreaRange("all", 0, 1e5 * 1e5),
                new AreaRange("small", 0, 32 * 32),
                new AreaRange("medium", 32 * 32, 96 * 96),
                new AreaRange("large", 96 * 96, 1e5 * 1e5));

        /** @throws IllegalArgumentException if a limit is NaN, or {@code least} is greater than {@code most} */
        public AreaRange {
            if (!(least <= most)) {
                throw new IllegalArgumentException(
                        "area range " + name + " from " + least + " to " + most + ", expected two rising numbers");
            }
        }

        boolean excludes(double area) {
            return area < least || area > most;
        }
    }
}
