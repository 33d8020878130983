package org.mrcnn.data.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All ground truth and detections of one image, of all evaluated categories, with their overlaps: what an analysis of
 * errors starts from. Immutable.
 */
public final class ImageOverlaps {
    private final long imageId;
    private final List<GroundTruth> truths;
    private final List<Detection> detections;
    private final boolean[] ignored;
    private final double[] iou;

    private ImageOverlaps(GroupMatcher group, long imageId) {
        this.imageId = imageId;
        truths = group.truths();
        detections = group.detections();
        ignored = group.ignored();
        iou = group.overlaps();
    }

    /**
     * The overlaps of each image that has ground truth or detections, increasing by image id. Of the settings, type,
     * categories, reading and the largest limit count; the limit holds here for an image and all its categories.
     *
     * @throws IllegalArgumentException as {@link CocoGroundTruth#evaluate}
     */
    public static List<ImageOverlaps> of(
            CocoGroundTruth truth, List<Detection> detections, EvaluationSettings settings) {
        EvaluationInput input = truth.input(detections, settings);
        int[] categories = input.settings().categoryIds().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        Groups groups = input.imageGroups(categories);
        ImageOverlaps[] images = new ImageOverlaps[groups.count];
        Parallel.forEach(groups.count, g -> {
            GroupMatcher group = new GroupMatcher(input, groups.truths(g), groups.detections(g));
            images[g] = new ImageOverlaps(group, group.imageId());
        });
        return new ArrayList<>(Arrays.asList(images));
    }

    /** The image. */
    public long imageId() {
        return imageId;
    }

    /** Ground truth in the order of the file. */
    public List<GroundTruth> truths() {
        return truths;
    }

    /** Detections, the best score first; equal scores in the order of the file. */
    public List<Detection> detections() {
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
}
