// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Types of errors, and how much average precision each type costs: the average precision with the errors of this type fixed
 * minus the average precision of the detections as they are. The method is that of TIDE (Bolya et al., ECCV 2020); average
 * precision here is COCO's at one IoU threshold, averaged over the categories with ground truth. Immutable.
 *
 * <p>Fixing means: a localization or classification error takes the object that it is about if it has the highest score of all
 * errors that could, and is dropped otherwise; other wrong detections are dropped; missed objects are not counted.
 *
 * <p>Differences from tidecv 1.0.1, none of which changes its numbers on data without crowds and equal scores, and with ground
 * truth in every category: detections that a crowd absorbs are not errors here (there, they remain errors that may be fixed to
 * correct detections); equal scores keep their order when errors are fixed (there, errors then precede correct detections);
 * categories without ground truth are not part of the mean (there, their precision is 0); an overlap equal to the threshold is
 * sufficient, also for crowds and duplicates; the limit on detections is COCO's, per image and category; and recall levels are
 * exactly those of pycocotools.
 */
public final class ErrorAnalysis {
    private final List<ImageErrors> images;
    private final List<Integer> categoryIds;

    ErrorAnalysis(List<ImageErrors> images, List<Integer> categoryIds) {
        this.images = images;
        this.categoryIds = categoryIds;
    }

    /** Returns the average precision of the detections as they are; NaN without ground truth. */
    public double averagePrecision() {
        return averagePrecision(new Oracle(Set.of(), false, false));
    }

    /** Returns the number of errors of each type. */
    public Map<ErrorType, Integer> counts() {
        Map<ErrorType, Integer> counts = new EnumMap<>(ErrorType.class);
        for (ErrorType type : ErrorType.values()) {
            counts.put(type, 0);
        }
        falsePositives().forEach(error -> counts.merge(error.type(), 1, Integer::sum));
        counts.put(ErrorType.MISSED, (int) falseNegatives().stream()
                .filter(error -> error.type() == ErrorType.MISSED)
                .count());
        return counts;
    }

    /** Returns the average precision gained by fixing each type alone, at least 0; NaN without ground truth. */
    public Map<ErrorType, Double> gains() {
        double base = averagePrecision();
        Map<ErrorType, Double> gains = new EnumMap<>(ErrorType.class);
        for (ErrorType type : ErrorType.values()) {
            gains.put(type, Math.max(0, averagePrecision(new Oracle(Set.of(type), false, false)) - base));
        }
        return gains;
    }

    /** Returns the average precision gained by dropping every wrong detection. */
    public double gainWithoutFalsePositives() {
        return averagePrecision(new Oracle(Set.of(), true, false)) - averagePrecision();
    }

    /** Returns the average precision gained by not counting objects that are not found. */
    public double gainWithoutFalseNegatives() {
        return averagePrecision(new Oracle(Set.of(), false, true)) - averagePrecision();
    }

    /** Returns the wrong detections, highest score first. */
    public List<DetectionError> falsePositives() {
        return images.stream()
                .flatMap(image -> image.falsePositives().stream())
                .sorted(Comparator.comparingDouble((DetectionError e) ->
                                e.detection().orElseThrow().score())
                        .reversed())
                .toList();
    }

    /** Returns the objects that no detection takes, largest first. */
    public List<DetectionError> falseNegatives() {
        return images.stream()
                .flatMap(image -> image.falseNegatives().stream())
                .sorted(Comparator.comparingDouble(
                                (DetectionError e) -> e.truth().orElseThrow().area())
                        .reversed())
                .toList();
    }

    /** The errors that are fixed. */
    private record Oracle(Set<ErrorType> fixed, boolean dropsWrong, boolean dropsUnfound) {
        /** Returns whether an object that no detection takes still counts. */
        boolean asksFor(ImageErrors image, int truth) {
            return !dropsUnfound && !(fixed.contains(ErrorType.MISSED) && image.fixable[truth] < 0);
        }
    }

    private double averagePrecision(Oracle oracle) {
        Map<Integer, List<Analysis.Verdict>> verdicts = new HashMap<>();
        Map<Integer, Integer> positives = new HashMap<>();
        for (int category : categoryIds) {
            verdicts.put(category, new ArrayList<>());
        }
        for (ImageErrors image : images) {
            for (int d = 0; d < image.types.length; d++) {
                judge(image, d, oracle, verdicts);
            }
            for (int g = 0; g < image.fixable.length; g++) {
                if (!image.image.ignored(g)) {
                    boolean asked = !image.isUnfound(g) || oracle.asksFor(image, g);
                    positives.merge(image.image.truths().get(g).categoryId(), asked ? 1 : 0, Integer::sum);
                }
            }
        }
        return positives.keySet().stream()
                .mapToDouble(category -> PrecisionRecall.of(
                                Analysis.Verdict.ranked(verdicts.get(category)), positives.get(category))
                        .averagePrecisionOrZero())
                .average()
                .orElse(Double.NaN);
    }

    private static void judge(ImageErrors image, int d, Oracle oracle, Map<Integer, List<Analysis.Verdict>> verdicts) {
        double score = image.image.detections().get(d).score();
        int category = image.image.detections().get(d).categoryId();
        if (image.isRight(d)) {
            verdicts.get(category).add(new Analysis.Verdict(score, true));
        } else if (image.types[d] == null || oracle.dropsWrong()) {
            return;
        } else if (!oracle.fixed().contains(image.types[d])) {
            verdicts.get(category).add(new Analysis.Verdict(score, false));
        } else if (image.about[d] >= 0 && image.fixable[image.about[d]] == d) {
            int fixed = image.image.truths().get(image.about[d]).categoryId();
            verdicts.get(fixed).add(new Analysis.Verdict(score, true));
        }
    }
}
