// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import java.util.List;
import org.mrcnn.losses.SmoothL1;
import org.mrcnn.losses.internal.BoxOverlap;

/**
 * How box deltas (dy, dx, log dh, log dw) are compared with their targets: by smooth L1, or by the GIoU of the boxes that they
 * stand for. GIoU is the same whatever the scale of each direction, so that the box that is moved may be the unit square.
 *
 * @param giou whether by GIoU
 * @param stdDev what the deltas were divided by, four numbers; empty for smooth L1, which does not need them
 */
@SuppressWarnings("ArrayRecordComponent") // a setting of ops, never compared
public record DeltaLoss(boolean giou, double[] stdDev) {

    private static final int DELTAS = 4;

    /** The bound of decoding: from a box of 16 pixels to one of 1000. */
    private static final double MOST = Math.log(1000.0 / 16);

    /** Smooth L1. */
    public static DeltaLoss smoothL1() {
        return new DeltaLoss(false, new double[0]);
    }

    /** GIoU of the boxes. */
    public static DeltaLoss giou(List<Float> stdDev) {
        return new DeltaLoss(
                true, stdDev.stream().mapToDouble(Float::doubleValue).toArray());
    }

    /** The mean loss of rows of four; 0 without rows. */
    double mean(float[] targets, float[] deltas) {
        return giou ? BoxOverlap.GENERALIZED.mean(boxes(targets), boxes(deltas)) : SmoothL1.mean(targets, deltas);
    }

    /** Gradient with respect to the deltas, times {@code upstream}. */
    float[] gradient(float[] targets, float[] deltas, float upstream) {
        if (!giou) {
            return SmoothL1.gradient(targets, deltas, upstream);
        }
        float[] sides = BoxOverlap.GENERALIZED.gradient(boxes(targets), boxes(deltas), upstream);
        float[] gradient = new float[sides.length];
        for (int i = 0; i < gradient.length; i++) {
            boolean isCentre = i % DELTAS < 2;
            int low = isCentre ? i : i - 2;
            double size = stdDev[i % DELTAS] * deltas[i];
            double moved = isCentre ? sides[low] + sides[low + 2] : (sides[low + 2] - sides[low]) / 2 * grow(size);
            gradient[i] = !isCentre && size > MOST ? 0 : (float) (stdDev[i % DELTAS] * moved);
        }
        return gradient;
    }

    /** The unit square, moved. */
    private float[] boxes(float[] deltas) {
        float[] boxes = new float[deltas.length];
        for (int i = 0; i < boxes.length; i++) {
            int axis = i % 2;
            int row = i - i % DELTAS;
            double centre = 0.5 + stdDev[axis] * deltas[row + axis];
            double half = grow(stdDev[axis + 2] * deltas[row + axis + 2]) / 2;
            boxes[i] = (float) (i % DELTAS < 2 ? centre - half : centre + half);
        }
        return boxes;
    }

    private static double grow(double logScale) {
        return Math.exp(Math.min(logScale, MOST));
    }
}
