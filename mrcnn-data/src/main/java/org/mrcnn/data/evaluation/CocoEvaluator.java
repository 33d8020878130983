// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.List;
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
