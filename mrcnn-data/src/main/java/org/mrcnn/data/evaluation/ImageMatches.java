package org.mrcnn.data.evaluation;

import java.util.List;

/**
 * How the detections of one category in one image fared: for every area range and IoU threshold each detection, best
 * score first, takes the free ground truth that it overlaps most. The rules are those of COCO's evaluateImg.
 */
final class ImageMatches {
    static final byte FALSE_POSITIVE = 0;
    static final byte TRUE_POSITIVE = 1;
    /** Neither right nor wrong: matched to something not counted, or unmatched and outside of the area range. */
    static final byte IGNORED = 2;

    /** Scores of the detections, highest first. */
    final double[] scores;
    /** [area range][threshold * detections]. */
    final byte[][] outcomes = new byte[AreaRange.COUNT][];
    /** Ground truth that counts, by area range. */
    final int[] positives = new int[AreaRange.COUNT];

    private final boolean[] crowd;
    private final double[] iou;

    ImageMatches(ImageGroup group, EvaluationSettings settings) {
        List<GroundTruth> truths = group.truths;
        List<Detection> detections =
                group.best(settings.maxDetections().get(settings.maxDetections().size() - 1));
        iou = group.iou(detections, settings.type());
        scores = detections.stream().mapToDouble(Detection::score).toArray();
        crowd = new boolean[truths.size()];
        for (int g = 0; g < crowd.length; g++) {
            crowd[g] = truths.get(g).crowd();
        }
        double[] thresholds = settings.iouThresholds().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        for (int range = 0; range < AreaRange.COUNT; range++) {
            boolean[] ignored = new boolean[crowd.length];
            for (int g = 0; g < ignored.length; g++) {
                GroundTruth truth = truths.get(g);
                ignored[g] = truth.crowd()
                        || (settings.corrected() && truth.ignore())
                        || AreaRange.RANGES.get(range).excludes(truth.area());
                positives[range] += ignored[g] ? 0 : 1;
            }
            boolean[] outside = new boolean[scores.length];
            for (int d = 0; d < outside.length; d++) {
                Detection detection = detections.get(d);
                outside[d] = AreaRange.RANGES
                        .get(range)
                        .excludes(
                                settings.type() == IouType.BBOX
                                        ? detection.box().area()
                                        : detection.mask().area());
            }
            outcomes[range] = match(thresholds, ignored, outside);
        }
    }

    private byte[] match(double[] thresholds, boolean[] ignored, boolean[] outside) {
        int[] order = countedFirst(ignored);
        byte[] outcome = new byte[thresholds.length * outside.length];
        int k = 0;
        for (double threshold : thresholds) {
            boolean[] taken = new boolean[ignored.length];
            for (int d = 0; d < outside.length; d++) {
                int g = bestFree(d, threshold, order, ignored, taken);
                if (g >= 0) {
                    taken[g] = true;
                    outcome[k++] = ignored[g] ? IGNORED : TRUE_POSITIVE;
                } else {
                    outcome[k++] = outside[d] ? IGNORED : FALSE_POSITIVE;
                }
            }
        }
        return outcome;
    }

    /** The free ground truth with the largest overlap, the last of equals; ignored ones only if no other fits. */
    private int bestFree(int d, double threshold, int[] order, boolean[] ignored, boolean[] taken) {
        double best = Math.min(threshold, 1 - 1e-10);
        int match = -1;
        for (int g : order) {
            if (taken[g] && !crowd[g]) {
                continue;
            }
            if (match >= 0 && !ignored[match] && ignored[g]) {
                break;
            }
            if (iou[d * order.length + g] < best) {
                continue;
            }
            best = iou[d * order.length + g];
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
