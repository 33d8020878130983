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
 * All ground truth and detections of one image, of all evaluated categories, with their IoUs: the basis of an error analysis.
 * Immutable.
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
     * Computes the overlaps of each image that has ground truth or detections, sorted by image id. The settings used are the
     * type, the categories, {@code corrected}, and the largest limit on detections per image and category.
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

    /** Returns the id of the image. */
    public long imageId() {
        return group.imageId();
    }

    /** Returns the ground truth in the order of the file. */
    public List<CocoGroundTruth.Annotation> truths() {
        return truths;
    }

    /** Returns the detections, highest score first; of equal scores, in the order of the file. */
    public List<CocoDetection> detections() {
        return detections;
    }

    /**
     * Returns whether a ground truth is ignored: because it is a crowd, or, with {@code corrected}, because of its flag {@code
     * ignore}.
     */
    public boolean ignored(int truth) {
        return ignored[truth];
    }

    /**
     * Returns the intersection over union of a detection and a ground truth; for a crowd, the intersection over the area of the
     * detection.
     */
    public double iou(int detection, int truth) {
        return iou[detection * truths.size() + truth];
    }

    /**
     * Matches detections to ground truth as in COCO. The detections choose in the order of their scores; each one takes the
     * free ground truth of its category with the largest IoU (of equal ones, the last), and an ignored one only if no other
     * fits. A crowd can be taken any number of times. Unlike in pycocotools, ground truth with id 0 can always be taken.
     *
     * @param threshold minimum IoU
     * @return the index of the ground truth for each detection, -1 for none
     */
    public int[] matches(double threshold) {
        return matches(threshold, 0, false);
    }

    /**
     * Like {@link #matches}, but a detection may take ground truth of any category that is not ignored, of equal IoUs one of
     * its own category. Ignored ground truth can be taken only by detections of its own category.
     *
     * @param best number of detections that are matched, those with the highest scores; the others have -1
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

    /**
     * Returns the candidates for a detection in ascending order of preference, those of its category last, followed by ignored
     * ones.
     */
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
