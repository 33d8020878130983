// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import java.util.List;
import org.mrcnn.losses.internal.AbsoluteDifference;
import org.mrcnn.losses.internal.BoxOverlap;

/**
 * Compares box deltas (dy, dx, log dh, log dw) with their targets: by their differences, or by the GIoU of the boxes that they
 * describe. As GIoU does not depend on the scale in each direction, the deltas can be applied to the unit square.
 *
 * @param form how deltas are compared
 * @param stdDev the four divisors of the deltas; used by {@link Form#GIOU} only
 */
@SuppressWarnings("ArrayRecordComponent") // a setting of ops, never compared
public record DeltaLoss(Form form, double[] stdDev) {

    private static final int DELTAS = 4;

    /** Limit of log dh and log dw in decoding: from a side of 16 pixels to one of 1000. */
    private static final double MOST = Math.log(1000.0 / 16);

    /** How deltas are compared, and what the sum over the positive rows is divided by. Names as in {@code train.losses}. */
    public enum Form {
        /** Smooth L1 with beta 1, the mean over the deltas of the positive rows (Matterport). */
        SMOOTH_L1(1, false),
        /** Smooth L1 with beta 1/9, divided by the number of sampled rows, positive or negative (torchvision). */
        SMOOTH_L1_PER_SAMPLE(1.0 / 9, true),
        /** Absolute differences, divided by the number of sampled rows, positive or negative (Detectron2 and MMDetection). */
        L1_PER_SAMPLE(0, true),
        /** GIoU loss of the boxes, the mean over the positive rows. */
        GIOU(1, false);

        private final double beta;
        private final boolean perSample;

        Form(double beta, boolean perSample) {
            this.beta = beta;
            this.perSample = perSample;
        }
    }

    /** The numbers of rows in a batch by which losses are divided: positive rows, and all sampled rows. */
    record Rows(int positive, int sampled) {}

    /** Returns Matterport's smooth L1. */
    public static DeltaLoss smoothL1() {
        return of(Form.SMOOTH_L1, List.of());
    }

    /** Returns the comparison in this form. */
    public static DeltaLoss of(Form form, List<Float> stdDev) {
        return new DeltaLoss(
                form, stdDev.stream().mapToDouble(Float::doubleValue).toArray());
    }

    /** Returns the number of rows that the loss is divided by. */
    int count(Rows rows) {
        return form.perSample ? rows.sampled() : rows.positive();
    }

    /** Computes the loss of the positive rows, with four deltas each; 0 if there are none. */
    double value(float[] targets, float[] deltas, Rows rows) {
        if (form == Form.GIOU) {
            return BoxOverlap.GENERALIZED.mean(boxes(targets), boxes(deltas));
        }
        return deltas.length == 0 ? 0 : difference().sum(targets, deltas) / divisor(deltas, rows);
    }

    private AbsoluteDifference difference() {
        return new AbsoluteDifference(form.beta);
    }

    private double divisor(float[] deltas, Rows rows) {
        return form.perSample ? rows.sampled() : deltas.length;
    }

    /** Computes the gradient with respect to the deltas, multiplied by {@code upstream}. */
    float[] gradient(float[] targets, float[] deltas, Rows rows, float upstream) {
        if (form != Form.GIOU) {
            return difference().gradient(targets, deltas, (double) upstream / divisor(deltas, rows));
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

    /** Returns the unit square with the deltas applied. */
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
