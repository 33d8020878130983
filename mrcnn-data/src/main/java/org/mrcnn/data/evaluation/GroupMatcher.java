// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.mask.Rle;

/**
 * Matches the detections of one group: for each area range and IoU threshold, each detection, highest score first, takes the
 * unmatched ground truth that it overlaps most. The rules are those of COCO's evaluateImg.
 */
final class GroupMatcher {
    private final EvaluationInput input;
    private final double[] thresholds;
    private final CocoGroundTruth.Annotation[] truths;
    private final CocoDetection[] detections;
    private final boolean[] crowd;
    private final double[] iou;

    GroupMatcher(EvaluationInput input, int[] truthIndices, int[] detectionIndices) {
        this.input = input;
        EvaluationSettings settings = input.settings();
        thresholds = settings.iouThresholds().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        truths = new CocoGroundTruth.Annotation[truthIndices.length];
        crowd = new boolean[truths.length];
        for (int g = 0; g < truths.length; g++) {
            truths[g] = input.truth(truthIndices[g]);
            crowd[g] = input.crowd(truths[g]);
            input.require(truths[g]);
        }
        detections = best(detectionIndices, settings.most());
        iou = truths.length == 0 || detections.length == 0 ? new double[0] : iou();
    }

    /** Returns the detections with the highest scores, at most the limit per category. */
    private CocoDetection[] best(int[] indices, int limit) {
        double[] scores = new double[indices.length];
        for (int d = 0; d < scores.length; d++) {
            scores[d] = input.detections().get(indices[d]).score();
        }
        int[] order = StableOrder.descending(scores);
        CocoDetection[] best = new CocoDetection[order.length];
        for (int d = 0; d < best.length; d++) {
            best[d] = input.detections().get(indices[order[d]]);
        }
        if (best.length <= limit) {
            return best;
        }
        Map<Integer, Integer> taken = new HashMap<>();
        return Arrays.stream(best)
                .filter(d -> taken.merge(d.categoryId(), 1, Integer::sum) <= limit)
                .toArray(CocoDetection[]::new);
    }

    /** Computes the overlap of each detection with each ground truth: [detections * truths]. */
    private double[] iou() {
        if (input.settings().type() == IouType.SEGM) {
            Rle[] found = Arrays.stream(detections).map(input::mask).toArray(Rle[]::new);
            Rle[] wanted = Arrays.stream(truths).map(input::mask).toArray(Rle[]::new);
            try {
                return Rle.iou(Arrays.asList(found), Arrays.asList(wanted), crowd);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("image " + truths[0].imageId() + ": " + e.getMessage(), e);
            }
        }
        double[] overlaps = new double[detections.length * truths.length];
        int k = 0;
        for (CocoDetection detection : detections) {
            CocoDetection.Box box = input.box(detection);
            for (int g = 0; g < truths.length; g++) {
                overlaps[k++] = box.iou(input.box(truths[g]), crowd[g]);
            }
        }
        return overlaps;
    }

    long imageId() {
        return truths.length > 0 ? truths[0].imageId() : detections[0].imageId();
    }

    List<CocoGroundTruth.Annotation> truths() {
        return List.of(truths);
    }

    List<CocoDetection> detections() {
        return List.of(detections);
    }

    boolean[] ignored() {
        boolean[] ignored = new boolean[truths.length];
        for (int g = 0; g < ignored.length; g++) {
            ignored[g] = input.ignored(truths[g]);
        }
        return ignored;
    }

    /** Returns the overlaps, [detections * truths]. */
    double[] overlaps() {
        return iou;
    }

    /** Writes the results of this group to {@code matches}. */
    void match(Matches matches, int group) {
        int at = matches.start[group];
        double[] areas = new double[detections.length];
        for (int d = 0; d < areas.length; d++) {
            matches.scores[at + d] = detections[d].score();
            areas[d] = input.area(detections[d]);
        }
        for (int a = 0; a < input.settings().areaRanges().size(); a++) {
            EvaluationSettings.AreaRange range = input.settings().areaRanges().get(a);
            boolean[] ignored = new boolean[truths.length];
            for (int g = 0; g < ignored.length; g++) {
                ignored[g] = input.ignored(truths[g]) || range.excludes(truths[g].area());
                matches.positives[a][group] += ignored[g] ? 0 : 1;
            }
            int[] order = countedFirst(ignored);
            for (int t = 0; t < thresholds.length; t++) {
                byte[] outcome = matches.outcomes[a * thresholds.length + t];
                match(t, order, ignored, outcome, at);
                ignoreFalsePositives(range, areas, outcome, at);
            }
        }
    }

    /** Ignores false positives of other sizes. */
    private static void ignoreFalsePositives(
            EvaluationSettings.AreaRange range, double[] areas, byte[] outcome, int at) {
        for (int d = 0; d < areas.length; d++) {
            if (outcome[at + d] == Matches.FALSE_POSITIVE && range.excludes(areas[d])) {
                outcome[at + d] = Matches.IGNORED;
            }
        }
    }

    private void match(int threshold, int[] order, boolean[] ignored, byte[] outcome, int at) {
        if (order.length == 0) {
            return;
        }
        boolean[] taken = new boolean[order.length];
        for (int d = 0; d < detections.length; d++) {
            int g = bestFree(d, thresholds[threshold], order, ignored, taken);
            if (g < 0) {
                continue;
            }
            taken[g] = true;
            if (ignored[g]) {
                outcome[at + d] = Matches.IGNORED;
            } else if (input.canBeFound(truths[g])) {
                outcome[at + d] = Matches.TRUE_POSITIVE;
            }
        }
    }

    /**
     * Returns the unmatched ground truth with the largest overlap, the last one among equals; an ignored one only if no other
     * qualifies.
     */
    int bestFree(int d, double threshold, int[] order, boolean[] ignored, boolean[] taken) {
        double best = Math.min(threshold, 1 - 1e-10);
        int match = -1;
        for (int g : order) {
            if (taken[g] && !crowd[g]) {
                continue;
            }
            if (match >= 0 && !ignored[match] && ignored[g]) {
                break;
            }
            if (iou[d * truths.length + g] < best) {
                continue;
            }
            best = iou[d * truths.length + g];
            match = g;
        }
        return match;
    }

    private static int[] countedFirst(boolean[] ignored) {
        int[] order = new int[ignored.length];
        int k = 0;
        for (boolean last : new boolean[] {false, true}) {
            for (int g = 0; g < ignored.length; g++) {
                if (ignored[g] == last) {
                    order[k++] = g;
                }
            }
        }
        return order;
    }
}
