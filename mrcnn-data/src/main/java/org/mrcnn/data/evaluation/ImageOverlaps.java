// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All ground truth and detections of one image, of all evaluated categories, with their overlaps: what an analysis of
 * errors starts from. Immutable.
 */
public final class ImageOverlaps {
    private final GroupMatcher group;
    private final List<CocoGroundTruth.Annotation> truths;
    private final List<CocoDetection> detections;
    private final boolean[] ignored;
    private final double[] iou;

    private ImageOverlaps(GroupMatcher group) {
        this.group = group;
        truths = group.truths();
        detections = group.detections();
        ignored = group.ignored();
        iou = group.overlaps();
    }

    /**
     * The overlaps of each image that has ground truth or detections, increasing by image id. Of the settings, type,
     * categories, reading and the largest limit, of an image and category, count.
     *
     * @throws IllegalArgumentException as {@link CocoGroundTruth#evaluate}
     */
    public static List<ImageOverlaps> of(
            CocoGroundTruth truth, List<CocoDetection> detections, EvaluationSettings settings) {
        EvaluationInput input = truth.input(detections, settings);
        int[] categories = input.settings().categoryIds().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        Groups groups = input.imageGroups(categories);
        ImageOverlaps[] images = new ImageOverlaps[groups.count];
        ParallelImages.forEach(
                groups.count,
                g -> images[g] = new ImageOverlaps(new GroupMatcher(input, groups.truths(g), groups.detections(g))));
        return new ArrayList<>(Arrays.asList(images));
    }

    /** The image. */
    public long imageId() {
        return group.imageId();
    }

    /** Ground truth in the order of the file. */
    public List<CocoGroundTruth.Annotation> truths() {
        return truths;
    }

    /** Detections, the best score first; equal scores in the order of the file. */
    public List<CocoDetection> detections() {
        return detections;
    }

    /** Whether a ground truth is a crowd or, in the corrected reading, to be ignored. */
    public boolean ignored(int truth) {
        return ignored[truth];
    }

    /** Intersection over union; of a crowd, intersection over the area of the detection. */
    public double iou(int detection, int truth) {
        return iou[detection * truths.size() + truth];
    }

    /**
     * What each detection takes, the best score first, as in COCO: the free ground truth of its category with the
     * largest overlap, the last of equals; what is ignored only if nothing else fits, a crowd any number of times.
     * Other than in pycocotools, ground truth with id 0 can always be taken.
     *
     * @param threshold least overlap
     * @return index of the ground truth of each detection, -1 where there is none
     */
    public int[] matches(double threshold) {
        return matches(threshold, 0, false);
    }

    /**
     * As {@link #matches}, but a detection may take counted ground truth of any category; of equal overlaps one of its
     * own. Only ignored ground truth of its own category absorbs it.
     *
     * @param best how many detections take part, the first ones; the others have -1
     */
    public int[] matchesOfAnyCategory(double threshold, int best) {
        return matches(threshold, best, true);
    }

    private int[] matches(double threshold, int best, boolean any) {
        int[] matches = new int[detections.size()];
        Arrays.fill(matches, -1);
        boolean[] taken = new boolean[truths.size()];
        Map<Integer, int[]> candidates = new HashMap<>();
        for (int d = 0; d < (any ? best : matches.length) && taken.length > 0; d++) {
            int[] order = candidates.computeIfAbsent(detections.get(d).categoryId(), c -> candidates(c, any));
            matches[d] = group.bestFree(d, threshold, order, ignored, taken);
            if (matches[d] >= 0) {
                taken[matches[d]] = true;
            }
        }
        return matches;
    }

    /** Those that a detection of the category prefers stand last among the counted; ignored ones follow. */
    private int[] candidates(int categoryId, boolean any) {
        IntStream others = all().filter(g -> any && !ignored[g] && !isOf(g, categoryId));
        IntStream own = all().filter(g -> !ignored[g] && isOf(g, categoryId));
        IntStream last = all().filter(g -> ignored[g] && isOf(g, categoryId));
        return Stream.of(others, own, last).flatMapToInt(s -> s).toArray();
    }

    private IntStream all() {
        return IntStream.range(0, truths.size());
    }

    private boolean isOf(int truth, int categoryId) {
        return truths.get(truth).categoryId() == categoryId;
    }
}
