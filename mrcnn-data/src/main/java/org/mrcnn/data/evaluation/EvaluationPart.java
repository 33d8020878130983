// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The evaluation of some of the images, to be joined with those of all other images. For detections that are too many for one
 * process: a part holds scores and matches, but no masks. The joined result equals that of a single evaluation of all images,
 * bit for bit, for parts in any order.
 *
 * <pre>{@code
 * Map<Long, CocoGroundTruth> truths = truth.byImage(settings);
 * // in one process or many, for each image or several of them
 * EvaluationPart part = EvaluationPart.of(truths.get(id), detections, settings);
 * // in the end
 * EvaluationResult result = EvaluationPart.join(parts);
 * }</pre>
 */
public final class EvaluationPart implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The settings, with the evaluated categories. */
    private final EvaluationSettings settings;
    /**
     * Per group, the index of its category in the settings. A group has one category and one image; groups are sorted by
     * category, then image.
     */
    private final int[] categories;

    private final long[] images;
    private final Matches matches;

    private EvaluationPart(EvaluationSettings settings, int[] categories, long[] images, Matches matches) {
        this.settings = settings;
        this.categories = categories;
        this.images = images;
        this.matches = matches;
    }

    /**
     * Evaluates the detections of some images.
     *
     * @param truth the ground truth of these images only, see {@link CocoGroundTruth#byImage}
     * @param detections all detections of these images, in order; either all or none have a box
     * @throws IllegalArgumentException as {@link CocoGroundTruth#evaluate}
     */
    public static EvaluationPart of(
            CocoGroundTruth truth, List<CocoDetection> detections, EvaluationSettings settings) {
        long boxes = detections.stream().filter(d -> d.box() != null).count();
        if (boxes > 0 && boxes < detections.size()) {
            throw new IllegalArgumentException("detections of a part: expected a box in each or in none, found " + boxes
                    + " in " + detections.size());
        }
        return of(truth.input(detections, settings));
    }

    /** @param input an input whose settings have categories */
    static EvaluationPart of(EvaluationInput input) {
        EvaluationSettings settings = input.settings();
        Groups groups =
                input.groups(settings.categoryIds().stream().mapToInt(i -> i).toArray());
        Matches matches = new Matches(groups, settings);
        long[] images = new long[groups.count];
        ParallelImages.forEach(groups.count, g -> {
            GroupMatcher matcher = new GroupMatcher(input, groups.truths(g), groups.detections(g));
            images[g] = matcher.imageId();
            matcher.match(matches, g);
        });
        return new EvaluationPart(settings, groups.categories(), images, matches);
    }

    /** A group within a part. */
    private record Group(EvaluationPart part, int number) {
        int category() {
            return part.categories[number];
        }

        long image() {
            return part.images[number];
        }

        int size() {
            return part.matches.start[number + 1] - part.matches.start[number];
        }
    }

    /**
     * Joins parts to the result of all images.
     *
     * @param parts one part or more, of different images, in any order
     * @throws IllegalArgumentException if parts have different settings, or an image in common
     */
    public static EvaluationResult join(Collection<EvaluationPart> parts) {
        EvaluationSettings settings = parts.iterator().next().settings;
        List<Group> groups = new ArrayList<>();
        for (EvaluationPart part : parts) {
            if (!part.settings.equals(settings)) {
                throw new IllegalArgumentException("parts of an evaluation: expected the same settings, found "
                        + settings + " and " + part.settings);
            }
            for (int g = 0; g < part.images.length; g++) {
                groups.add(new Group(part, g));
            }
        }
        groups.sort(Comparator.comparingInt(Group::category).thenComparingLong(Group::image));
        return joined(settings, groups).result();
    }

    private static EvaluationPart joined(EvaluationSettings settings, List<Group> groups) {
        Matches all = new Matches(groups.stream().mapToInt(Group::size).toArray(), settings);
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            if (g > 0
                    && group.image() == groups.get(g - 1).image()
                    && group.category() == groups.get(g - 1).category()) {
                throw new IllegalArgumentException(
                        "parts of an evaluation: expected each image in one part, found image " + group.image()
                                + " in two");
            }
            all.copy(g, group.part().matches, group.number());
        }
        return new EvaluationPart(
                settings,
                groups.stream().mapToInt(Group::category).toArray(),
                groups.stream().mapToLong(Group::image).toArray(),
                all);
    }

    EvaluationResult result() {
        int count = settings.categoryIds().size();
        PrecisionCurves curves = new PrecisionCurves(settings, count);
        ParallelImages.forEach(count, k -> curves.accumulate(k, matches, firstOf(k), firstOf(k + 1)));
        return new EvaluationResult(settings, settings.categoryIds(), curves);
    }

    /** Returns the first group of a category, or of the next category that has groups. */
    private int firstOf(int wanted) {
        int low = 0;
        int high = categories.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (categories[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
