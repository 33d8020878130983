package org.mrcnn.data.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The COCO evaluation: average precision and recall of boxes or masks, equal to {@code COCOeval} of pycocotools 2.0.11
 * in every entry. Two things differ on purpose: an annotation with id 0 can be matched (there it cannot, because 0 also
 * means "no match"), and detections that have a box and a mask are sized by the mask when masks are evaluated (there by
 * the box). Images and categories are worked on in parallel; the result does not depend on it.
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
            List<GroundTruth> truths, List<Detection> detections, EvaluationSettings settings) {
        List<Integer> categories =
                settings.categoryIds().isEmpty() ? categoriesOf(truths, detections) : settings.categoryIds();
        // sorted by image id, as the order of equal scores in different images depends on it
        List<Map<Long, ImageGroup>> groups = new ArrayList<>();
        categories.forEach(id -> groups.add(new TreeMap<>()));
        int[] category = categories.stream().mapToInt(Integer::intValue).toArray();
        int skipped = 0;
        for (GroundTruth truth : truths) {
            ImageGroup group = group(groups, category, truth.categoryId(), truth.imageId());
            skipped += group == null ? 1 : 0;
            if (group != null) {
                group.truths.add(truth);
            }
        }
        for (Detection detection : detections) {
            ImageGroup group = group(groups, category, detection.categoryId(), detection.imageId());
            skipped += group == null ? 1 : 0;
            if (group != null) {
                group.detections.add(detection);
            }
        }
        return new EvaluationResult(settings, categories, skipped, curves(groups, settings));
    }

    private static ImageGroup group(List<Map<Long, ImageGroup>> groups, int[] category, int categoryId, long imageId) {
        int k = Arrays.binarySearch(category, categoryId);
        return k < 0 ? null : groups.get(k).computeIfAbsent(imageId, ImageGroup::new);
    }

    private static PrecisionCurves curves(List<Map<Long, ImageGroup>> groups, EvaluationSettings settings) {
        List<ImageGroup> all =
                groups.stream().map(Map::values).flatMap(Collection::stream).toList();
        List<ImageMatches> matches = all.parallelStream()
                .map(group -> new ImageMatches(group, settings))
                .toList();
        List<List<ImageMatches>> byCategory = new ArrayList<>();
        int at = 0;
        for (Map<Long, ImageGroup> images : groups) {
            byCategory.add(matches.subList(at, at + images.size()));
            at += images.size();
        }
        PrecisionCurves curves = new PrecisionCurves(settings, groups.size());
        IntStream.range(0, groups.size()).parallel().forEach(k -> curves.accumulate(k, byCategory.get(k)));
        return curves;
    }

    private static List<Integer> categoriesOf(List<GroundTruth> truths, List<Detection> detections) {
        SortedSet<Integer> ids = new TreeSet<>();
        truths.forEach(truth -> ids.add(truth.categoryId()));
        detections.forEach(detection -> ids.add(detection.categoryId()));
        return List.copyOf(ids);
    }
}
