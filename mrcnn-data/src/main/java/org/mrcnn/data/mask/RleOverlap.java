// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.util.List;
import org.mrcnn.data.internal.RunBuilder;

/** Set operations and IoU on runs, without expanding them to pixels. */
final class RleOverlap {
    private RleOverlap() {}

    /** Returns the union or intersection of two masks of the same size, as canonical runs. */
    static Rle merge(Rle a, Rle b, boolean intersect) {
        requireSameSize(a, b);
        int[] runsA = a.runs();
        int[] runsB = b.runs();
        RunBuilder out = new RunBuilder();
        int i = 0;
        int j = 0;
        int leftA = runsA[0];
        int leftB = runsB[0];
        for (int todo = a.height() * a.width(); todo > 0; ) {
            while (leftA == 0) {
                leftA = runsA[++i];
            }
            while (leftB == 0) {
                leftB = runsB[++j];
            }
            int step = Math.min(leftA, leftB);
            boolean onA = (i & 1) == 1;
            boolean onB = (j & 1) == 1;
            out.add(intersect ? onA && onB : onA || onB, step);
            leftA -= step;
            leftB -= step;
            todo -= step;
        }
        return new Rle(a.height(), a.width(), out.build());
    }

    /** See {@link Rle#iou}. */
    static double[] iou(List<Rle> detections, List<Rle> truths, boolean[] crowd) {
        if (crowd.length != truths.size()) {
            throw new IllegalArgumentException("crowd has " + crowd.length + " flags for " + truths.size()
                    + " ground truth masks; give one flag per mask");
        }
        Spans[] gt = truths.stream().map(Spans::new).toArray(Spans[]::new);
        double[] iou = new double[detections.size() * gt.length];
        int k = 0;
        for (Rle detection : detections) {
            Spans dt = new Spans(detection);
            for (int g = 0; g < gt.length; g++) {
                requireSameSize(detection, truths.get(g));
                iou[k++] = iou(dt, gt[g], crowd[g]);
            }
        }
        return iou;
    }

    private static double iou(Spans dt, Spans gt, boolean crowd) {
        if (!dt.boxesOverlap(gt)) {
            return 0;
        }
        long shared = dt.shared(gt);
        if (shared == 0) {
            return 0;
        }
        return (double) shared / (double) (crowd ? dt.area : dt.area + gt.area - shared);
    }

    private static void requireSameSize(Rle a, Rle b) {
        if (a.height() != b.height() || a.width() != b.width()) {
            throw new IllegalArgumentException("masks of different sizes: " + a.height() + "x" + a.width() + " and "
                    + b.height() + "x" + b.width() + " (height x width); both must belong to one image");
        }
    }

    /** A mask as sorted intervals of column-major pixel indices [start, end), with the values that every pair needs. */
    private static final class Spans {
        final int[] starts;
        final int[] ends;
        final long area;
        final float[] bounds;

        Spans(Rle mask) {
            int[] runs = mask.runs();
            starts = new int[runs.length / 2];
            ends = new int[runs.length / 2];
            int at = 0;
            for (int i = 0; i < starts.length; i++) {
                starts[i] = at + runs[2 * i];
                ends[i] = starts[i] + runs[2 * i + 1];
                at = ends[i];
            }
            area = mask.area();
            bounds = mask.bounds();
        }

        boolean boxesOverlap(Spans other) {
            float[] a = bounds;
            float[] b = other.bounds;
            return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
        }

        /** Returns the number of pixels in both masks. */
        long shared(Spans other) {
            long shared = 0;
            int i = 0;
            int j = 0;
            while (i < starts.length && j < other.starts.length) {
                int end = Math.min(ends[i], other.ends[j]);
                shared += Math.max(0, end - Math.max(starts[i], other.starts[j]));
                if (ends[i] == end) {
                    i++;
                } else {
                    j++;
                }
            }
            return shared;
        }
    }
}
