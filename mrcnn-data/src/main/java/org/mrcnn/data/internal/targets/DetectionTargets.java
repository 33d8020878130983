// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.PixelPlane;
import org.mrcnn.data.internal.geometry.RoiAlign;
import org.mrcnn.data.internal.geometry.RoiGrid;

/**
 * The RoIs of one image that the second stage is trained on, and their targets.
 *
 * <p>All arrays have {@code roisPerImage} rows: positives first, then negatives, then zero padding.
 *
 * @param rois float[rows * 4], normalized
 * @param classIds int[rows], 0 for negatives and padding
 * @param deltas float[rows * 4], zero except for positives
 * @param masks float[rows * maskHeight * maskWidth] of 0 to 1, zero except for positives
 * @param positives number of rows that are positive
 * @param count number of rows that are positive or negative; the others must not enter a loss
 */
@SuppressWarnings("ArrayRecordComponent") // passed to the graph without a copy
public record DetectionTargets(float[] rois, int[] classIds, float[] deltas, float[] masks, int positives, int count) {
    /** A proposal with this fraction of its area in a crowd is not a negative: there may be objects in it. */
    private static final float CROWD_SHARE = 0.001f;

    /** Returned by {@link #assign} for a proposal that is trained as background. */
    private static final int NEGATIVE = -1;

    /** Returned by {@link #assign} for a proposal that is not trained on. */
    private static final int UNUSED = -2;

    /**
     * Selects the RoIs to train on from the proposals.
     *
     * <p>A proposal is positive if its IoU with some object reaches the threshold, and its target is the object that it
     * overlaps most; otherwise it is negative, unless a crowd covers it. All-zero rows are padding.
     *
     * @param settings thresholds and numbers
     * @param proposals float[at least proposalCount * 4], normalized
     * @param proposalCount number of rows that are proposals
     * @param random samples the RoIs
     */
    public static DetectionTargets build(
            DetectionTargetSettings settings,
            float[] proposals,
            int proposalCount,
            GroundTruth truth,
            RandomGenerator random) {
        return build(settings, proposals, proposalCount, truth, IdSampler.random(random));
    }

    /** Like the other {@code build} methods, with a sampler that selects the RoIs. */
    public static DetectionTargets build(
            DetectionTargetSettings settings,
            float[] proposals,
            int proposalCount,
            GroundTruth truth,
            IdSampler sampler) {
        if (proposalCount < 0 || proposals.length < 4L * proposalCount) {
            throw new IllegalArgumentException(
                    "found " + proposals.length + " floats of proposals, too few for " + proposalCount + " boxes");
        }
        float[] candidates = settings.truthAsProposals()
                ? withTruth(proposals, proposalCount, truth)
                : Arrays.copyOf(proposals, 4 * proposalCount);
        int[] assigned = new int[candidates.length / 4];
        Arrays.setAll(assigned, i -> assign(settings, candidates, i, truth));
        int[] positives = sampler.keep(ids(assigned, true), settings.maxPositives());
        int[] negatives = sampler.keep(ids(assigned, false), settings.maxNegatives(positives.length));

        DetectionTargets targets = allocate(settings, positives.length, positives.length + negatives.length);
        for (int k = 0; k < positives.length; k++) {
            float[] box = Arrays.copyOfRange(candidates, 4 * positives[k], 4 * positives[k] + 4);
            targets.setPositive(settings, k, box, truth, assigned[positives[k]]);
        }
        for (int k = 0; k < negatives.length; k++) {
            System.arraycopy(candidates, 4 * negatives[k], targets.rois, 4 * (positives.length + k), 4);
        }
        return targets;
    }

    /** Returns the proposals followed by the boxes of the objects. */
    private static float[] withTruth(float[] proposals, int count, GroundTruth truth) {
        int[] objects = IntStream.range(0, truth.classIds().length)
                .filter(j -> ClassIds.isObject(truth.classIds()[j]))
                .toArray();
        float[] all = Arrays.copyOf(proposals, 4 * count);
        all = Arrays.copyOf(all, 4 * (count + objects.length));
        for (int k = 0; k < objects.length; k++) {
            System.arraycopy(truth.boxes(), 4 * objects[k], all, 4 * (count + k), 4);
        }
        return all;
    }

    /** Returns the index of the object for a positive proposal, otherwise NEGATIVE or UNUSED. */
    private static int assign(DetectionTargetSettings settings, float[] proposals, int i, GroundTruth truth) {
        int k = 4 * i;
        if (proposals[k] == 0 && proposals[k + 1] == 0 && proposals[k + 2] == 0 && proposals[k + 3] == 0) {
            return UNUSED;
        }
        int[] classIds = truth.classIds();
        float[] boxes = truth.boxes();
        int best = NEGATIVE;
        float bestIou = 0f;
        boolean crowd = false;
        for (int j = 0; j < classIds.length; j++) {
            if (ClassIds.isObject(classIds[j])) {
                float iou = Boxes.iou(proposals, i, boxes, j);
                if (iou > bestIou) {
                    bestIou = iou;
                    best = j;
                }
            } else if (ClassIds.isCrowd(classIds[j])) {
                crowd |= settings.rules().crowdShare(proposals, i, boxes, j) >= CROWD_SHARE;
            }
        }
        if (bestIou >= settings.foregroundIou()) {
            return best;
        }
        return crowd ? UNUSED : NEGATIVE;
    }

    private static int[] ids(int[] assigned, boolean positive) {
        int[] ids = new int[assigned.length];
        int n = 0;
        for (int i = 0; i < assigned.length; i++) {
            if (positive ? assigned[i] >= 0 : assigned[i] == NEGATIVE) {
                ids[n++] = i;
            }
        }
        return Arrays.copyOf(ids, n);
    }

    private static DetectionTargets allocate(DetectionTargetSettings settings, int positives, int count) {
        int rows = settings.roisPerImage();
        int pixels = settings.maskHeight() * settings.maskWidth();
        return new DetectionTargets(
                new float[4 * rows], new int[rows], new float[4 * rows], new float[rows * pixels], positives, count);
    }

    private void setPositive(DetectionTargetSettings settings, int row, float[] box, GroundTruth truth, int object) {
        System.arraycopy(box, 0, rois, 4 * row, 4);
        classIds[row] = truth.classIds()[object];
        settings.coder().encode(box, 0, truth.boxes(), object, deltas, row);
        MaskStack masks = truth.masks();
        RoiGrid grid = new RoiGrid(
                settings.maskHeight(), settings.maskWidth(), settings.rules().maskSampling());
        int start = row * grid.rows() * grid.columns();
        // Pooling extends the last row and column, beyond which sampling at corners never reads.
        boolean pooled = settings.rules().maskSampling().takesCells();
        PixelPlane mask = new PixelPlane(
                (y, x) -> masks.at(y, x, object),
                pooled ? masks.imageHeight() : masks.height(),
                pooled ? masks.imageWidth() : masks.width());
        RoiAlign.crop(mask, place(settings, box, truth, object), grid, this.masks, start);
        for (int p = start; p < start + grid.rows() * grid.columns(); p++) {
            this.masks[p] = settings.rules().maskValue(this.masks[p]);
        }
    }

    /** Returns the RoI on the mask of its object, in the units of the sampling. */
    private static float[] place(DetectionTargetSettings settings, float[] box, GroundTruth truth, int object) {
        int height = truth.masks().height();
        int width = truth.masks().width();
        if (settings.useMiniMask()) {
            relativeTo(truth.boxes(), object, box);
        }
        if (!settings.rules().maskSampling().takesCells()) {
            return settings.useMiniMask() ? box : settings.coordinates().toNormalized(box, height, width);
        }
        return settings.rules()
                .maskBox(
                        settings.useMiniMask()
                                ? new float[] {box[0] * height, box[1] * width, box[2] * height, box[3] * width}
                                : settings.coordinates().toPixels(box, height, width));
    }

    /** Converts a box to coordinates in which the object's box is (0, 0, 1, 1), because a mini mask shows only that box. */
    private static void relativeTo(float[] boxes, int object, float[] box) {
        for (int axis = 0; axis < 2; axis++) {
            float origin = boxes[4 * object + axis];
            float side = boxes[4 * object + axis + 2] - origin;
            box[axis] = (box[axis] - origin) / side;
            box[axis + 2] = (box[axis + 2] - origin) / side;
        }
    }
}
