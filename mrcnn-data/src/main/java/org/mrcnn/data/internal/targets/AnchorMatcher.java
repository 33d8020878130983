// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the best object for each anchor, and the best anchors for each object, by IoU in double: anchors really tie at the
 * maximum, and ties must not depend on rounding.
 *
 * <p>Consecutive anchors are neighbours, so that a block of them has a small bounding box; blocks that do not overlap an object
 * are skipped completely. The results are those of the full matrix.
 */
final class AnchorMatcher {
    private static final int BLOCK = 48;

    private final double[] anchors;
    private final double[] blockBounds;
    /** Highest IoU of each anchor with any object so far; 0 without one. */
    private final double[] bestIou;

    private final int[] bestObject;
    /** Anchors whose IoU with some object is the highest of this object, and not 0. */
    private final BitSet bestOfSomeObject = new BitSet();

    /** Anchors that overlap the current object and tie at its highest IoU. */
    private int[] tied = new int[16];

    private int tiedCount;
    private double highest;
    private boolean hasObject;

    private final AnchorRules rules;

    AnchorMatcher(double[] anchors, AnchorRules rules) {
        this.anchors = anchors;
        this.rules = rules;
        int n = anchors.length / 4;
        bestIou = new double[n];
        bestObject = new int[n];
        blockBounds = blockBounds(anchors, n);
    }

    int anchorCount() {
        return bestIou.length;
    }

    double bestIou(int anchor) {
        return bestIou[anchor];
    }

    int bestObject(int anchor) {
        return bestObject[anchor];
    }

    BitSet bestOfSomeObject() {
        return bestOfSomeObject;
    }

    /** Adds an object and returns its highest IoU. At equal IoU, the anchor keeps the object added first. */
    double addObject(float[] boxes, int object) {
        highest = 0;
        tiedCount = 0;
        if (!hasObject) { // the first object is the best one of an anchor that overlaps none
            Arrays.fill(bestObject, object);
            hasObject = true;
        }
        forEachOverlap(boxes, object, (anchor, intersection, anchorArea, objectArea) -> {
            double iou = intersection / (objectArea + anchorArea - intersection);
            if (iou > bestIou[anchor]) {
                bestIou[anchor] = iou;
                bestObject[anchor] = object;
            }
            noteHighest(anchor, iou);
        });
        for (int t = 0; t < tiedCount; t++) {
            bestOfSomeObject.set(tied[t]);
        }
        if (highest == 0) {
            rules.claimWithoutOverlap(bestOfSomeObject, bestIou.length);
        }
        return highest;
    }

    /** Marks the anchors of which at least the fraction {@code share} lies in the crowd box. */
    void markCrowd(float[] boxes, int crowd, double share, BitSet covered) {
        forEachOverlap(boxes, crowd, (anchor, intersection, anchorArea, crowdArea) -> {
            if (rules.crowdShare(intersection, anchorArea, crowdArea) >= share) {
                covered.set(anchor);
            }
        });
    }

    private void noteHighest(int anchor, double iou) {
        if (iou > highest) {
            highest = iou;
            tiedCount = 0;
        }
        if (iou == highest && iou > 0) {
            if (tiedCount == tied.length) {
                tied = Arrays.copyOf(tied, 2 * tiedCount);
            }
            tied[tiedCount++] = anchor;
        }
    }

    private interface OverlapVisitor {
        void visit(int anchor, double intersection, double anchorArea, double boxArea);
    }

    private void forEachOverlap(float[] boxes, int i, OverlapVisitor visitor) {
        double[] box = {boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]};
        double boxArea = (box[2] - box[0]) * (box[3] - box[1]);
        for (int block = 0; 4 * block < blockBounds.length; block++) {
            if (!overlaps(blockBounds, block, box)) {
                continue;
            }
            int end = Math.min((block + 1) * BLOCK, bestIou.length);
            for (int a = block * BLOCK; a < end; a++) {
                if (overlaps(anchors, a, box)) {
                    double height = Math.min(box[2], anchors[4 * a + 2]) - Math.max(box[0], anchors[4 * a]);
                    double width = Math.min(box[3], anchors[4 * a + 3]) - Math.max(box[1], anchors[4 * a + 1]);
                    double anchorArea =
                            (anchors[4 * a + 2] - anchors[4 * a]) * (anchors[4 * a + 3] - anchors[4 * a + 1]);
                    visitor.visit(a, height * width, anchorArea, boxArea);
                }
            }
        }
    }

    private static boolean overlaps(double[] boxes, int i, double[] box) {
        return boxes[4 * i] < box[2]
                && boxes[4 * i + 2] > box[0]
                && boxes[4 * i + 1] < box[3]
                && boxes[4 * i + 3] > box[1];
    }

    private static double[] blockBounds(double[] anchors, int n) {
        double[] bounds = new double[(n + BLOCK - 1) / BLOCK * 4];
        for (int b = 0; 4 * b < bounds.length; b++) {
            double y1 = Double.POSITIVE_INFINITY;
            double x1 = Double.POSITIVE_INFINITY;
            double y2 = Double.NEGATIVE_INFINITY;
            double x2 = Double.NEGATIVE_INFINITY;
            for (int a = b * BLOCK; a < Math.min((b + 1) * BLOCK, n); a++) {
                y1 = Math.min(y1, anchors[4 * a]);
                x1 = Math.min(x1, anchors[4 * a + 1]);
                y2 = Math.max(y2, anchors[4 * a + 2]);
                x2 = Math.max(x2, anchors[4 * a + 3]);
            }
            bounds[4 * b] = y1;
            bounds[4 * b + 1] = x1;
            bounds[4 * b + 2] = y2;
            bounds[4 * b + 3] = x2;
        }
        return bounds;
    }
}
