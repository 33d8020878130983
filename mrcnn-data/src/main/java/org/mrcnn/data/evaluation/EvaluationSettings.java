// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What to evaluate. The 101 recall levels 0, 0.01 .. 1 of COCO are fixed.
 *
 * @param type boxes or masks
 * @param iouThresholds minimum overlaps for a match, between 0 and 1
 * @param maxDetections limits on detections per image and category, kept in increasing order; COCO: 1, 10, 100; the
 *     summary needs at least three
 * @param areaRanges sizes of objects to report apart
 * @param categoryIds the categories to evaluate; empty: all that occur
 * @param corrected false: as pycocotools; true: the flag {@link CocoGroundTruth.Annotation#ignore} counts, AP is that of the largest
 *     limit (not -1 where 100 is not among the limits), a detection is sized by what is evaluated (not by its box
 *     wherever it has one), ground truth with id 0 can be found, each of several with one id counts by itself, and a
 *     missing {@code iscrowd} is 0
 */
public record EvaluationSettings(
        IouType type,
        List<Double> iouThresholds,
        List<Integer> maxDetections,
        List<AreaRange> areaRanges,
        List<Integer> categoryIds,
        boolean corrected)
        implements Serializable {
    /** Recall levels of a precision curve. */
    static final int RECALL_LEVELS = 101;

    /**
     * @throws IllegalArgumentException if a list that is needed is empty, or a threshold or limit is out of range
     */
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

    /** The settings of COCO: IoU 0.5, 0.55 .. 0.95, at most 1, 10 and 100 detections, all categories. */
    public static EvaluationSettings defaults(IouType type) {
        return new EvaluationSettings(
                type, linspace(0.5, 0.95, 10), List.of(1, 10, 100), AreaRange.COCO, List.of(), false);
    }

    /** A copy with other overlaps. */
    public EvaluationSettings withIouThresholds(List<Double> thresholds) {
        return new EvaluationSettings(type, thresholds, maxDetections, areaRanges, categoryIds, corrected);
    }

    /** A copy with other limits. */
    public EvaluationSettings withMaxDetections(List<Integer> limits) {
        return new EvaluationSettings(type, iouThresholds, limits, areaRanges, categoryIds, corrected);
    }

    /** A copy with other sizes. */
    public EvaluationSettings withAreaRanges(List<AreaRange> ranges) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, ranges, categoryIds, corrected);
    }

    /** A copy for these categories only. */
    public EvaluationSettings withCategoryIds(List<Integer> ids) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, areaRanges, ids, corrected);
    }

    /** A copy with the corrected reading on or off. */
    public EvaluationSettings withCorrected(boolean on) {
        return new EvaluationSettings(type, iouThresholds, maxDetections, areaRanges, categoryIds, on);
    }

    /** The largest limit on detections. */
    int most() {
        return maxDetections.get(maxDetections.size() - 1);
    }

    /** Thresholds * categories * ranges * limits. */
    int cells(int categories) {
        return iouThresholds.size() * categories * areaRanges.size() * maxDetections.size();
    }

    /** The recall levels of a precision curve, 0, 0.01 .. 1; computed as numpy does, since a level is compared with exact fractions. */
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
     * A range of object sizes that is reported apart; both limits belong to the range.
     *
     * @param name how it is called; the summary looks for {@code all}, {@code small}, {@code medium} and {@code large}
     * @param least smallest area in square pixels
     * @param most largest area in square pixels
     */
    public record AreaRange(String name, double least, double most) implements Serializable {
        /** The ranges of COCO: all, small up to 32 * 32, medium up to 96 * 96, large. */
        public static final List<AreaRange> COCO = List.of(
                new AreaRange("all", 0, 1e5 * 1e5),
                new AreaRange("small", 0, 32 * 32),
                new AreaRange("medium", 32 * 32, 96 * 96),
                new AreaRange("large", 96 * 96, 1e5 * 1e5));

        /**
         * @throws IllegalArgumentException if a limit is not a number or the first is above the second
         */
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
