// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.util.Arrays;

/** Checks whether the box of an annotation fits its mask. */
public final class BoxFit {

    /** Even a loose box has a larger IoU with the box of its mask. */
    private static final double LEAST_IOU = 0.5;

    /**
     * If two corners are taken for corner and size, near the upper left corner of the image, they still differ by more than
     * rounding.
     */
    private static final double SAME_IOU = 0.95;

    /** What was expected and what was found if a box does not fit. */
    public record Misfit(String expected, String found) {}

    private BoxFit() {}

    /**
     * Returns what is wrong with a box; null if it fits.
     *
     * @param box x, y, width, height
     * @param mask x1, y1, x2, y2 of the mask
     */
    public static Misfit of(double[] box, double[] mask) {
        double iou = iou(mask, box[0], box[1], box[0] + box[2], box[1] + box[3]);
        boolean corners = iou(mask, box[0], box[1], box[2], box[3]) > SAME_IOU && iou < SAME_IOU;
        if (iou >= LEAST_IOU && !corners) {
            return null;
        }
        return new Misfit(
                "a box x, y, width, height around the mask, which reaches from x " + mask[0] + ", y " + mask[1]
                        + " to x " + mask[2] + ", y " + mask[3],
                Arrays.toString(box) + (corners ? ", the two corners of the mask" : ""));
    }

    private static double iou(double[] mask, double x1, double y1, double x2, double y2) {
        double width = Math.min(mask[2], x2) - Math.max(mask[0], x1);
        double height = Math.min(mask[3], y2) - Math.max(mask[1], y1);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double shared = width * height;
        return shared / ((mask[2] - mask[0]) * (mask[3] - mask[1]) + (x2 - x1) * (y2 - y1) - shared);
    }
}
