// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of an evaluation, in the layout of pycocotools: row-major arrays over T IoU thresholds, R = 101 recall levels, K
 * categories, A area ranges (COCO: all, small, medium, large) and M limits on detections (COCO: 3); -1 where there is no ground
 * truth. Immutable.
 */
public final class EvaluationResult {
    private final EvaluationSettings settings;
    private final List<Integer> categoryIds;
    private final PrecisionCurves curves;

    EvaluationResult(EvaluationSettings settings, List<Integer> categoryIds, PrecisionCurves curves) {
        this.settings = settings;
        this.categoryIds = categoryIds;
        this.curves = curves;
    }

    /** Returns the settings of the evaluation. */
    public EvaluationSettings settings() {
        return settings;
    }

    /** Returns the ids of the categories, sorted: axis K. */
    public List<Integer> categoryIds() {
        return categoryIds;
    }

    /** Returns the precision at each recall level, [T, R, K, A, M], as a copy. */
    public double[] precision() {
        return curves.precision.clone();
    }

    /** Returns the largest recall, [T, K, A, M], as a copy. */
    public double[] recall() {
        return curves.recall.clone();
    }

    /** Returns the score at which each recall level is reached, [T, R, K, A, M], as a copy. */
    public double[] scores() {
        return curves.scores.clone();
    }

    /**
     * Returns the 12 numbers of pycocotools, in its order; see {@link #metrics}.
     *
     * @throws IllegalStateException if the settings have fewer than three limits on detections
     */
    public double[] stats() {
        return new Summary(settings, categoryIds.size(), curves).stats(-1);
    }

    /**
     * Returns the numbers of {@link #stats} by name, in order: AP, AP50, AP75, APsmall, APmedium, APlarge, AR1, AR10, AR100
     * (named after the first three limits of the settings), ARsmall, ARmedium, ARlarge. -1 if there is no ground truth.
     *
     * @throws IllegalStateException if the settings have fewer than three limits on detections
     */
    public Map<String, Double> metrics() {
        return named(stats());
    }

    /**
     * Returns the metrics of a single category, equal to those of an evaluation of this category only.
     *
     * @throws IllegalArgumentException if the category was not evaluated
     */
    public Map<String, Double> metricsOf(int categoryId) {
        int k = indexOf(categoryIds, categoryId, "category");
        return named(new Summary(settings, categoryIds.size(), curves).stats(k));
    }

    /**
     * Returns the precision-recall curve whose mean is the AP of one category at one threshold: the precision at each of {@link
     * EvaluationSettings#recallLevels}, for objects of all sizes and the largest limit on detections.
     *
     * @return double[101]; all -1 without ground truth
     * @throws IllegalArgumentException if category, threshold or the area range {@code all} was not evaluated
     */
    public double[] precisionOf(int categoryId, double iouThreshold) {
        int k = indexOf(categoryIds, categoryId, "category");
        int t = indexOf(settings.iouThresholds(), iouThreshold, "overlap");
        int a = indexOf(
                settings.areaRanges().stream()
                        .map(EvaluationSettings.AreaRange::name)
                        .toList(),
                "all",
                "area range");
        int limits = settings.maxDetections().size();
        double[] curve = new double[EvaluationSettings.RECALL_LEVELS];
        for (int r = 0; r < curve.length; r++) {
            int row = (t * curve.length + r) * categoryIds.size() + k;
            curve[r] = curves.precision[(row * settings.areaRanges().size() + a) * limits + limits - 1];
        }
        return curve;
    }

    private static <T> int indexOf(List<T> evaluated, T wanted, String what) {
        int index = evaluated.indexOf(wanted);
        if (index < 0) {
            throw new IllegalArgumentException(
                    what + " " + wanted + " was not evaluated, expected one of " + evaluated);
        }
        return index;
    }

    private Map<String, Double> named(double[] stats) {
        List<String> names = new ArrayList<>(List.of("AP", "AP50", "AP75", "APsmall", "APmedium", "APlarge"));
        settings.maxDetections().stream().limit(3).forEach(limit -> names.add("AR" + limit));
        names.addAll(List.of("ARsmall", "ARmedium", "ARlarge"));
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < stats.length; i++) {
            metrics.put(names.get(i), stats[i]);
        }
        return Collections.unmodifiableMap(metrics);
    }

    /**
     * Returns metrics as a flat JSON object with the keys {@code bbox/AP, bbox/AP50, ..., segm/AP, ...} and {@code bbox/stats},
     * {@code segm/stats}, which have the 12 numbers in the order of pycocotools. A single result also has {@code AP, AP50, ...}
     * and {@code stats}. Numbers have 17 significant digits, so that they are exact.
     *
     * @throws IllegalArgumentException if two results have the same type
     */
    public static String toJson(List<EvaluationResult> results) {
        return MetricsJson.toJson(results.toArray(EvaluationResult[]::new));
    }

    @Override
    public String toString() {
        return settings.type().key() + " of " + categoryIds.size() + " categories";
    }
}
