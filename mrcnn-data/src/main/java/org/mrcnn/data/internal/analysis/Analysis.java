// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.ImageOverlaps;

/**
 * The detections of an evaluation, matched at one IoU threshold: the basis of all analyses, which are computed on demand.
 * Immutable.
 */
public final class Analysis {
    /** The usual IoU threshold for an analysis of errors. */
    public static final double USUAL_IOU = 0.5;

    private final List<ImageOverlaps> images;
    private final List<int[]> matches = new ArrayList<>();
    private final List<Integer> categoryIds;
    private final double iouThreshold;

    private Analysis(List<ImageOverlaps> images, List<Integer> categoryIds, double iouThreshold) {
        this.images = images;
        this.categoryIds = categoryIds;
        this.iouThreshold = iouThreshold;
        images.forEach(image -> matches.add(image.matches(iouThreshold)));
    }

    /**
     * Matches the detections as COCO does.
     *
     * @param settings only its type, categories, reading and largest limit are used
     * @param iouThreshold minimum overlap of a correct detection, above 0 and up to 1
     * @throws IllegalArgumentException if the threshold is out of range; as {@link CocoGroundTruth#evaluate}
     */
    public static Analysis of(
            CocoGroundTruth truth, List<CocoDetection> detections, EvaluationSettings settings, double iouThreshold) {
        if (!(iouThreshold > 0 && iouThreshold <= 1)) {
            throw new IllegalArgumentException(
                    "iouThreshold " + iouThreshold + ", expected a number above 0 and up to 1");
        }
        List<Integer> categories = settings.categoryIds().isEmpty()
                ? List.copyOf(truth.categories().keySet())
                : settings.categoryIds();
        return new Analysis(ImageOverlaps.of(truth, detections, settings), categories, iouThreshold);
    }

    /** Returns the minimum overlap of a correct detection. */
    public double iouThreshold() {
        return iouThreshold;
    }

    /** Returns precision and recall of each category, by category id. */
    public SortedMap<Integer, PrecisionRecall> precisionRecall() {
        SortedMap<Integer, PrecisionRecall> curves = new TreeMap<>();
        categoryIds.forEach(id -> curves.put(id, precisionRecall(id::equals)));
        return curves;
    }

    /** Returns precision and recall over all categories combined; each detection is still matched within its own category. */
    public PrecisionRecall precisionRecallTogether() {
        return precisionRecall(id -> true);
    }

    private PrecisionRecall precisionRecall(IntPredicate category) {
        List<Verdict> verdicts = new ArrayList<>();
        int positives = 0;
        for (int i = 0; i < images.size(); i++) {
            ImageOverlaps image = images.get(i);
            for (int d = 0; d < image.detections().size(); d++) {
                CocoDetection detection = image.detections().get(d);
                int truth = matches.get(i)[d];
                if (category.test(detection.categoryId()) && (truth < 0 || !image.ignored(truth))) {
                    verdicts.add(new Verdict(detection.score(), truth >= 0));
                }
            }
            for (int g = 0; g < image.truths().size(); g++) {
                positives +=
                        !image.ignored(g) && category.test(image.truths().get(g).categoryId()) ? 1 : 0;
            }
        }
        return PrecisionRecall.of(Verdict.ranked(verdicts), positives);
    }

    /**
     * Returns how often objects of each category were detected as each category.
     *
     * @param leastScore detections with lower scores are left out
     */
    public ConfusionMatrix confusion(double leastScore) {
        ConfusionMatrix.Counter counter = new ConfusionMatrix.Counter(categoryIds);
        images.forEach(image -> counter.add(image, iouThreshold, leastScore));
        return counter.matrix();
    }

    /** Returns the types of errors and their cost. */
    public ErrorAnalysis errors() {
        List<ImageErrors> all = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            all.add(new ImageErrors(images.get(i), matches.get(i), iouThreshold));
        }
        return new ErrorAnalysis(all, categoryIds);
    }

    /**
     * Whether a detection is correct.
     *
     * @param score its confidence
     */
    record Verdict(double score, boolean right) {
        /** Returns the verdicts by descending score; equal scores keep their order. */
        static List<Verdict> ranked(List<Verdict> verdicts) {
            return verdicts.stream()
                    .sorted(Comparator.comparingDouble(Verdict::score).reversed())
                    .toList();
        }
    }
}
