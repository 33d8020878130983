// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The COCO evaluation: average precision and recall of boxes or masks, equal to {@code COCOeval} of pycocotools 2.0.11
 * in every entry, its oddities included unless {@link EvaluationSettings#corrected}. Works on all cores of the common
 * pool; the result does not depend on it.
 */
public final class CocoEvaluator {
    private CocoEvaluator() {}

    /**
     * Evaluates detections against ground truth; of equal scores the detection that comes first in the list counts
     * first.
     *
     * @throws IllegalArgumentException if a box or mask that is needed is missing, or masks of one image differ in size
     */
    public static EvaluationResult evaluate(
            List<CocoGroundTruth.Annotation> truths, List<CocoDetection> detections, EvaluationSettings settings) {
        int[] categories = settings.categoryIds().isEmpty()
                ? categoriesOf(truths, detections)
                : settings.categoryIds().stream().mapToInt(i -> i).toArray();
        return evaluate(new EvaluationInput(truths, detections, List.of(), settings), categories);
    }

    static EvaluationResult evaluate(EvaluationInput input, int[] categories) {
        EvaluationSettings settings = input.settings();
        Groups groups = input.groups(categories);
        Matches matches = new Matches(groups, settings);
        ParallelImages.forEach(
                groups.count, g -> new GroupMatcher(input, groups.truths(g), groups.detections(g)).match(matches, g));
        PrecisionCurves curves = new PrecisionCurves(settings, categories.length);
        ParallelImages.forEach(
                categories.length, k -> curves.accumulate(k, matches, groups.firstOf(k), groups.firstOf(k + 1)));
        return new EvaluationResult(settings, IntStream.of(categories).boxed().toList(), curves);
    }

    private static int[] categoriesOf(List<CocoGroundTruth.Annotation> truths, List<CocoDetection> detections) {
        return Stream.concat(
                        truths.stream().map(CocoGroundTruth.Annotation::categoryId),
                        detections.stream().map(CocoDetection::categoryId))
                .mapToInt(Integer::intValue)
                .sorted()
                .distinct()
                .toArray();
    }
}
