package org.mrcnn.data.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of one evaluation, in the layout of pycocotools. T thresholds, R = 101 recall levels, K categories, A = 4
 * area ranges (all, small, medium, large), M = 3 limits on detections; row-major; -1 where there is no ground truth.
 * Immutable.
 */
public final class EvaluationResult {
    private final EvaluationSettings settings;
    private final List<Integer> categoryIds;
    private final int skipped;
    private final PrecisionCurves curves;
    private final double[] stats;

    EvaluationResult(EvaluationSettings settings, List<Integer> categoryIds, int skipped, PrecisionCurves curves) {
        this.settings = settings;
        this.categoryIds = categoryIds;
        this.skipped = skipped;
        this.curves = curves;
        this.stats = new Summary(settings, categoryIds.size(), curves).stats();
    }

    /** What was evaluated. */
    public EvaluationSettings settings() {
        return settings;
    }

    /** The categories, increasing: axis K. */
    public List<Integer> categoryIds() {
        return categoryIds;
    }

    /** Ground truth and detections left out because their category is not among {@link #categoryIds}. */
    public int skipped() {
        return skipped;
    }

    /** Precision at each recall level, [T, R, K, A, M], a copy. */
    public double[] precision() {
        return curves.precision.clone();
    }

    /** Largest recall, [T, K, A, M], a copy. */
    public double[] recall() {
        return curves.recall.clone();
    }

    /** Score at which each recall level is reached, [T, R, K, A, M], a copy. */
    public double[] scores() {
        return curves.scores.clone();
    }

    /** The 12 numbers of pycocotools, in its order; see {@link #metrics}. */
    public double[] stats() {
        return stats.clone();
    }

    /**
     * The stats by name, in order: AP, AP50, AP75, APsmall, APmedium, APlarge, AR1, AR10, AR100 (with the limits of
     * the settings), ARsmall, ARmedium, ARlarge. -1: nothing to measure.
     */
    public Map<String, Double> metrics() {
        List<String> names = new ArrayList<>(List.of("AP", "AP50", "AP75", "APsmall", "APmedium", "APlarge"));
        settings.maxDetections().forEach(limit -> names.add("AR" + limit));
        names.addAll(List.of("ARsmall", "ARmedium", "ARlarge"));
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < stats.length; i++) {
            metrics.put(names.get(i), stats[i]);
        }
        return Collections.unmodifiableMap(metrics);
    }

    @Override
    public String toString() {
        return settings.type().key() + " " + metrics();
    }
}
