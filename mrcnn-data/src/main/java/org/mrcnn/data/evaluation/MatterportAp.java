// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.data.mask.Rle;

/**
 * Average precision of one image as computed by Matterport's Mask R-CNN ({@code utils.compute_ap} at master 3deaec5), for
 * comparisons with results of that code, which are means over images. It differs from COCO's AP: all classes of the image share
 * one curve, crowds are objects like any other, and the area is that under the whole curve.
 *
 * <p>Of equal scores, the last in the list comes first, and of equal IoUs the last ground truth, because of the way numpy sorts
 * short lists.
 */
public final class MatterportAp {
    /** 0.5, 0.55 .. 0.95, with the values of {@code np.arange(0.5, 1.0, 0.05)}. */
    private static final double[] THRESHOLDS =
            IntStream.range(0, 10).mapToDouble(i -> 0.5 + i * 0.05).toArray();

    private MatterportAp() {}

    /**
     * The objects of one image.
     *
     * @param classIds class id of each object
     * @param masks mask of each object, all of the same size
     */
    public record Objects(List<Integer> classIds, List<Rle> masks) {
        /** @throws IllegalArgumentException if the numbers of class ids and masks differ */
        public Objects {
            classIds = List.copyOf(classIds);
            masks = List.copyOf(masks);
            if (classIds.size() != masks.size()) {
                throw new IllegalArgumentException(
                        classIds.size() + " classes and " + masks.size() + " masks, expected one class per mask");
            }
        }
    }

    /**
     * Computes the average precision at one IoU threshold: {@code compute_ap}.
     *
     * @param scores score of each detection
     * @return the average precision; 0 without detections, otherwise NaN without ground truth
     * @throws IllegalArgumentException if the numbers of scores and detections differ, or masks differ in size
     */
    public static double of(Objects truth, Objects detected, double[] scores, double iouThreshold) {
        int[] order = order(detected, scores);
        return of(truth, detected, order, overlaps(truth, detected), iouThreshold);
    }

    /** Computes the mean average precision at IoU thresholds 0.5, 0.55 .. 0.95: {@code compute_ap_range}. */
    public static double ofRange(Objects truth, Objects detected, double[] scores) {
        int[] order = order(detected, scores);
        double[] iou = overlaps(truth, detected);
        return Arrays.stream(THRESHOLDS)
                .map(threshold -> of(truth, detected, order, iou, threshold))
                .average()
                .orElseThrow();
    }

    /**
     * Computes {@code compute_recall}: the fraction of ground-truth boxes that have the largest IoU with some predicted box, of
     * at least the threshold.
     *
     * @param overlaps IoUs, float[boxes * truths], row-major
     * @param truths number of ground-truth boxes, 1 or more
     */
    public static double recall(float[] overlaps, int truths, double iouThreshold) {
        if (truths < 1 || overlaps.length % truths != 0) {
            throw new IllegalArgumentException(overlaps.length + " overlaps with " + truths
                    + " boxes of the truth, expected at least one box and one overlap for each");
        }
        boolean[] found = new boolean[truths];
        for (int row = 0; row < overlaps.length; row += truths) {
            int nearest = 0;
            for (int g = 1; g < truths; g++) {
                nearest = overlaps[row + g] > overlaps[row + nearest] ? g : nearest;
            }
            found[nearest] |= overlaps[row + nearest] >= iouThreshold;
        }
        return IntStream.range(0, truths).filter(g -> found[g]).count() / (double) truths;
    }

    private static int[] order(Objects detected, double[] scores) {
        if (scores.length != detected.masks().size()) {
            throw new IllegalArgumentException(scores.length + " scores of "
                    + detected.masks().size() + " detections, expected one score per detection");
        }
        return descending(scores);
    }

    private static double[] overlaps(Objects truth, Objects detected) {
        return truth.masks().isEmpty() || detected.masks().isEmpty()
                ? new double[0]
                : Rle.iou(
                        detected.masks(),
                        truth.masks(),
                        new boolean[truth.masks().size()]);
    }

    private static double of(Objects truth, Objects detected, int[] order, double[] iou, double threshold) {
        int truths = truth.masks().size();
        boolean[] right = new boolean[order.length];
        boolean[] taken = new boolean[truths];
        for (int i = 0; i < order.length && truths > 0; i++) {
            double[] row = Arrays.copyOfRange(iou, order[i] * truths, (order[i] + 1) * truths);
            int classId = detected.classIds().get(order[i]);
            for (int g : descending(row)) {
                if ((float) row[g] < threshold) {
                    break;
                }
                if (!taken[g] && truth.classIds().get(g) == classId) {
                    taken[g] = true;
                    right[i] = true;
                    break;
                }
            }
        }
        return area(right, truths);
    }

    /**
     * Returns the area under the envelope, with a last point of recall 1 and precision 0. Recalls are floats, as in
     * Matterport's code.
     */
    private static double area(boolean[] right, int truths) {
        double[] precision = new double[right.length];
        float[] recall = new float[right.length];
        int found = 0;
        for (int i = 0; i < right.length; i++) {
            found += right[i] ? 1 : 0;
            precision[i] = (double) found / (i + 1);
            recall[i] = (float) found / truths;
        }
        for (int i = right.length - 1; i > 0; i--) {
            precision[i - 1] = Math.max(precision[i - 1], precision[i]);
        }
        double area = 0;
        for (int i = 0; i < right.length; i++) {
            area += ((double) recall[i] - (i == 0 ? 0 : recall[i - 1])) * precision[i];
        }
        return area;
    }

    /** Returns indices in descending order of the values; of equal values, the last first. */
    private static int[] descending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> values[a] == values[b] ? b - a : Double.compare(values[b], values[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
