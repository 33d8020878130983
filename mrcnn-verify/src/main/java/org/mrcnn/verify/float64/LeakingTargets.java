// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

/**
 * The gradient that flows in Matterport's code from the box loss of the heads through its targets to the boxes of the region
 * proposal network, because the targets are computed from the proposals (model.py 574).
 */
final class LeakingTargets {
    private static final double[] DEVIATIONS = {0.1, 0.1, 0.2, 0.2};
    /** Boxes that differ by less are considered equal; suppression keeps the one with the highest score. */
    private static final double SAME = 1e-5;

    private final StepCase step;
    private final Tensor logits;
    private final Tensor deltas;

    /**
     * @param logits logits of the region proposal network, [N, A, 2]
     * @param deltas deltas of the region proposal network, [N, A, 4]
     */
    LeakingTargets(StepCase step, Tensor logits, Tensor deltas) {
        this.step = step;
        this.logits = logits;
        this.deltas = deltas;
    }

    /**
     * Adds to the gradient of the network's deltas.
     *
     * @param positives rows of the positive RoIs
     * @param predicted deltas of the heads, [M, classes * 4], with the gradient of the box loss
     */
    void addGradient(int[] positives, Tensor predicted) {
        StepCase.Regions regions = step.regions();
        for (int row : positives) {
            double[] upstream = new double[4]; // gradient of the targets: the loss depends on the difference
            for (int k = 0; k < 4; k++) {
                upstream[k] = -predicted.gradient()[row * predicted.size(1) + 4 * regions.classIds()[row] + k];
            }
            addRegion(row, upstream);
        }
    }

    private void addRegion(int row, double[] upstream) {
        int anchors = step.rpn().anchors().length / 4;
        int image = row / step.regions().perImage(step.images());
        int anchor = source(row, image * anchors, anchors);
        double[] box = decoded(image * anchors + anchor, anchor);
        for (int axis = 0; axis < 2; axis++) {
            double[] corners = corners(row, axis, upstream);
            double low = box[axis] >= 0 && box[axis] <= 1 ? corners[0] : 0;
            double high = box[axis + 2] >= 0 && box[axis + 2] <= 1 ? corners[1] : 0;
            double side = side(anchor, axis);
            int at = (image * anchors + anchor) * 4 + axis;
            double grown = side * Math.exp(deltas.values()[at + 2] * DEVIATIONS[axis + 2]);
            deltas.gradient()[at] += (low + high) * DEVIATIONS[axis] * side;
            deltas.gradient()[at + 2] += 0.5 * (high - low) * grown * DEVIATIONS[axis + 2];
        }
    }

    /** Returns the gradient of the two corners of a RoI on an axis, from the gradient of its targets. */
    private double[] corners(int row, int axis, double[] upstream) {
        float[] boxes = step.regions().boxes();
        double side = (double) boxes[row * 4 + axis + 2] - boxes[row * 4 + axis];
        double target = step.regions().deltas()[row * 4 + axis];
        double center = -upstream[axis] / (side * DEVIATIONS[axis]);
        double size = -(upstream[axis] * target + upstream[axis + 2] / DEVIATIONS[axis + 2]) / side;
        return new double[] {0.5 * center - size, 0.5 * center + size};
    }

    private int source(int row, int first, int anchors) {
        double[] distances = new double[anchors];
        double nearest = Double.POSITIVE_INFINITY;
        for (int a = 0; a < anchors; a++) {
            double[] box = decoded(first + a, a);
            for (int k = 0; k < 4; k++) {
                double clipped = Math.min(Math.max(box[k], 0), 1);
                distances[a] = Math.max(distances[a], Math.abs(step.regions().boxes()[row * 4 + k] - clipped));
            }
            nearest = Math.min(nearest, distances[a]);
        }
        int best = -1;
        for (int a = 0; a < anchors; a++) {
            if (distances[a] <= nearest + SAME && (best < 0 || score(first + a) > score(first + best))) {
                best = a;
            }
        }
        return best;
    }

    private double score(int row) {
        return logits.values()[2 * row + 1] - logits.values()[2 * row];
    }

    private double side(int anchor, int axis) {
        float[] anchors = step.rpn().anchors();
        return (double) anchors[anchor * 4 + axis + 2] - anchors[anchor * 4 + axis];
    }

    private double[] decoded(int row, int anchor) {
        double[] box = new double[4];
        for (int axis = 0; axis < 2; axis++) {
            double side = side(anchor, axis);
            double center = step.rpn().anchors()[anchor * 4 + axis]
                    + 0.5 * side
                    + deltas.values()[row * 4 + axis] * DEVIATIONS[axis] * side;
            double grown = side * Math.exp(deltas.values()[row * 4 + axis + 2] * DEVIATIONS[axis + 2]);
            box[axis] = center - 0.5 * grown;
            box[axis + 2] = center + 0.5 * grown;
        }
        return box;
    }
}
