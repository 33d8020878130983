// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.List;
import java.util.stream.Stream;

/**
 * The COCO evaluation: average precision and recall of boxes or masks. All numbers equal those of {@code COCOeval} of
 * pycocotools 2.0.11, including its peculiarities unless {@link EvaluationSettings#corrected} is set. Uses all threads of the
 * common pool; the result does not depend on their number.
 */
public final class CocoEvaluator {
    private CocoEvaluator() {}

    /**
     * Evaluates detections against ground truth. Detections with equal scores are ranked in the order of the list.
     *
     * @throws IllegalArgumentException if a required box or mask is missing, or masks of an image differ in size
     */
    public static EvaluationResult evaluate(
            List<CocoGroundTruth.Annotation> truths, List<CocoDetection> detections, EvaluationSettings settings) {
        EvaluationSettings chosen = settings.categoryIds().isEmpty()
                ? settings.withCategoryIds(categoriesOf(truths, detections))
                : settings;
        return EvaluationPart.of(new EvaluationInput(truths, detections, List.of(), chosen))
                .result();
    }

    private static List<Integer> categoriesOf(List<CocoGroundTruth.Annotation> truths, List<CocoDetection> detections) {
        return Stream.concat(
                        truths.stream().map(CocoGroundTruth.Annotation::categoryId),
                        detections.stream().map(CocoDetection::categoryId))
                .sorted()
                .distinct()
                .toList();
    }
}
