// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.util.Arrays;

/**
 * Recognizes COCO files whose boxes are two corners in place of x, y, width and height. Without masks, only all boxes together
 * show it: as two corners nearly all of them fit their images, as corner and size many reach far beyond. Boxes of a detector that
 * does not clip them differ: few reach far beyond, and many are narrower than x or lower than y.
 */
public final class CornerBoxes {
    /** Boxes that are not clipped may reach beyond the border by this share of the side, or by a few pixels if that is more. */
    private static final double SLACK = 0.05;

    private static final double LEAST_SLACK = 5;

    private int boxes;
    private int beyond;
    private int fitting;
    private Example first;

    private record Example(String image, String found) {}

    /**
     * What was expected and found in a file of two corners.
     *
     * @param image id of an image with such a box
     */
    public record Misfit(String image, String expected, String found) {}

    /**
     * Adds a box.
     *
     * @param image id of its image
     * @param height height of the image; 0 if it is unknown, in which case the box shows nothing
     * @param box the four numbers of the file
     */
    public void add(String image, int height, int width, double[] box) {
        if (height == 0 || width == 0) {
            return;
        }
        double right = width + Math.max(LEAST_SLACK, SLACK * width);
        double bottom = height + Math.max(LEAST_SLACK, SLACK * height);
        boxes++;
        if (box[0] <= box[2] && box[1] <= box[3] && box[2] <= right && box[3] <= bottom) {
            fitting++;
            if (box[0] + box[2] > right || box[1] + box[3] > bottom) {
                beyond++;
                remember(image, height, width, box);
            }
        }
    }

    private void remember(String image, int height, int width, double[] box) {
        if (first == null) {
            String found = Arrays.toString(box) + ", which as x, y, width, height reaches to x " + (box[0] + box[2])
                    + ", y " + (box[1] + box[3]) + " in an image " + width + " wide and " + height + " high";
            first = new Example(image, found);
        }
    }

    /** Returns what is wrong with the boxes; null if they may be x, y, width and height. */
    public Misfit misfit() {
        if (beyond == 0 || 4L * beyond < boxes || 10L * fitting < 9L * boxes) {
            return null;
        }
        return new Misfit(
                first.image(),
                "boxes x, y, width, height inside their images",
                first.found() + "; " + beyond + " of " + boxes + " do so, and as two corners " + fitting + " fit");
    }
}
