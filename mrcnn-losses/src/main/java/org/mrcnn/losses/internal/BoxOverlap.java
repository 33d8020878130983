// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import org.mrcnn.losses.op.ScalarOp;

/** Losses of the overlap of two boxes (y1, x1, y2, x2), and their derivatives. The formulas are those of torchvision.ops. */
public enum BoxOverlap {
    /** 1 - GIoU. */
    GENERALIZED,
    /** 1 - DIoU. */
    DISTANCE,
    /** 1 - CIoU. */
    COMPLETE;

    private static final int SIDES = 4;
    private static final double EPSILON = 1e-7;

    /**
     * Computes the mean loss of the boxes; 0 if there are none.
     *
     * @param targets [n * 4]
     * @param predicted [n * 4]
     */
    public double mean(float[] targets, float[] predicted) {
        double sum = 0;
        for (int at = 0; at < predicted.length; at += SIDES) {
            sum += loss(new Pair(predicted, targets, at), new double[SIDES]);
        }
        return predicted.length == 0 ? 0 : sum * SIDES / predicted.length;
    }

    /** Computes the gradient of {@link #mean} with respect to the predicted boxes, multiplied by {@code upstream}. */
    public float[] gradient(float[] targets, float[] predicted, float upstream) {
        float[] gradient = new float[predicted.length];
        double scale = (double) upstream * SIDES / predicted.length;
        double[] sides = new double[SIDES];
        for (int at = 0; at < predicted.length; at += SIDES) {
            loss(new Pair(predicted, targets, at), sides);
            for (int k = 0; k < SIDES; k++) {
                gradient[at + k] = ScalarOp.gradient(scale * sides[k]);
            }
        }
        return gradient;
    }

    /** @param gradient filled with the derivatives with respect to y1, x1, y2, x2 of the predicted box */
    private double loss(Pair p, double[] gradient) {
        Areas areas = new Areas(p);
        double loss = 1 - areas.iou();
        for (int k = 0; k < SIDES; k++) {
            gradient[k] = -areas.iouBy(k);
        }
        if (this == GENERALIZED) {
            double around = p.around(0) * p.around(1);
            loss += (around - areas.union) / (around + EPSILON);
            for (int k = 0; k < SIDES; k++) {
                double by = p.aroundBy(k) * p.around(1 - k % 2);
                gradient[k] += ((by - areas.unionBy(k)) * (around + EPSILON) - (around - areas.union) * by)
                        / ((around + EPSILON) * (around + EPSILON));
            }
            return loss;
        }
        double diagonal = p.around(0) * p.around(0) + p.around(1) * p.around(1) + EPSILON;
        double distance = p.offset(0) * p.offset(0) + p.offset(1) * p.offset(1);
        for (int k = 0; k < SIDES; k++) {
            double diagonalBy = 2 * p.around(k % 2) * p.aroundBy(k);
            gradient[k] += (p.offset(k % 2) * diagonal - distance * diagonalBy) / (diagonal * diagonal);
        }
        loss += distance / diagonal;
        return this == COMPLETE ? loss + ratios(p, areas.iou(), gradient) : loss;
    }

    /** Returns the term for different aspect ratios; its factor is treated as a constant in the derivative. */
    private static double ratios(Pair p, double iou, double[] gradient) {
        double height = p.size(0);
        double width = p.size(1);
        double angle = Math.atan(p.targetSize(1) / p.targetSize(0)) - Math.atan(width / height);
        double unlike = 4 / (Math.PI * Math.PI) * angle * angle;
        double factor = unlike / (1 - iou + unlike + EPSILON);
        double scale = factor * 8 / (Math.PI * Math.PI) * angle / (height * height + width * width);
        for (int k = 0; k < SIDES; k++) {
            double bySize = k % 2 == 0 ? scale * width : -scale * height;
            gradient[k] += k < 2 ? -bySize : bySize;
        }
        return factor * unlike;
    }

    /** A predicted box and its target. Axis 0 is y, axis 1 is x; side k belongs to axis k % 2. */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Pair(float[] box, float[] target, int at) {

        double side(int k) {
            return box[at + k];
        }

        double targetSide(int k) {
            return target[at + k];
        }

        double size(int axis) {
            return side(axis + 2) - side(axis);
        }

        double targetSize(int axis) {
            return targetSide(axis + 2) - targetSide(axis);
        }

        /** Returns the signed distance of the centres along an axis. */
        double offset(int axis) {
            return (side(axis) + side(axis + 2) - targetSide(axis) - targetSide(axis + 2)) / 2;
        }

        /** Returns the length of the intersection along an axis; negative if the boxes are apart. */
        double common(int axis) {
            return Math.min(side(axis + 2), targetSide(axis + 2)) - Math.max(side(axis), targetSide(axis));
        }

        /** Returns the length of the smallest box around both boxes along an axis. */
        double around(int axis) {
            return Math.max(side(axis + 2), targetSide(axis + 2)) - Math.min(side(axis), targetSide(axis));
        }

        /** Returns the derivative of {@link #common} with respect to side k of the predicted box. */
        double commonBy(int k) {
            return k < 2 ? -above(side(k), targetSide(k)) : above(targetSide(k), side(k));
        }

        double aroundBy(int k) {
            return k < 2 ? -above(targetSide(k), side(k)) : above(side(k), targetSide(k));
        }

        /** Returns 1 if a is greater than b, 0 if it is smaller, and 1/2 if they are equal. */
        private static double above(double a, double b) {
            return a == b ? 0.5 : a > b ? 1 : 0;
        }
    }

    /** Intersection and union of a pair, and their derivatives. */
    private static final class Areas {
        private final Pair pair;
        private final boolean overlaps;
        private final double intersection;
        private final double union;

        Areas(Pair pair) {
            this.pair = pair;
            overlaps = pair.common(0) > 0 && pair.common(1) > 0;
            intersection = overlaps ? pair.common(0) * pair.common(1) : 0;
            union = pair.size(0) * pair.size(1) + pair.targetSize(0) * pair.targetSize(1) - intersection;
        }

        double iou() {
            return intersection / (union + EPSILON);
        }

        double intersectionBy(int k) {
            return overlaps ? pair.commonBy(k) * pair.common(1 - k % 2) : 0;
        }

        double unionBy(int k) {
            double other = pair.size(1 - k % 2);
            return (k < 2 ? -other : other) - intersectionBy(k);
        }

        double iouBy(int k) {
            double all = union + EPSILON;
            return (intersectionBy(k) * all - intersection * unionBy(k)) / (all * all);
        }
    }
}
