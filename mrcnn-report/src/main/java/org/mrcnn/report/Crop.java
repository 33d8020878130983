// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/** A part of an image in integer pixels: rows y1 to y2, columns x1 to x2, the ends exclusive. */
record Crop(int y1, int x1, int y2, int x2) {
    private static final int LEAST_SIDE = 12;

    /**
     * Returns the surroundings of a box, as square as the image allows.
     *
     * @param box float[4] y1, x1, y2, x2 in pixels
     * @param factor ratio of the side of the part to the longer side of the box
     */
    static Crop around(float[] box, double factor, Image image) {
        double side = Math.max(LEAST_SIDE, factor * Math.max(box[2] - box[0], box[3] - box[1]));
        int height = (int) Math.min(image.height(), Math.ceil(side));
        int width = (int) Math.min(image.width(), Math.ceil(side));
        int y = (int) Math.rint((box[0] + box[2] - height) / 2);
        int x = (int) Math.rint((box[1] + box[3] - width) / 2);
        int top = Math.max(0, Math.min(image.height() - height, y));
        int left = Math.max(0, Math.min(image.width() - width, x));
        return new Crop(top, left, top + height, left + width);
    }

    int height() {
        return y2 - y1;
    }

    int width() {
        return x2 - x1;
    }

    Image of(Image image) {
        int row = width() * image.channels();
        byte[] pixels = new byte[height() * row];
        for (int y = 0; y < height(); y++) {
            System.arraycopy(image.pixels(), ((y1 + y) * image.width() + x1) * image.channels(), pixels, y * row, row);
        }
        return new Image(height(), width(), image.channels(), pixels);
    }

    Rle of(Rle mask) {
        byte[] whole = mask.toMask();
        byte[] part = new byte[height() * width()];
        for (int y = 0; y < height(); y++) {
            System.arraycopy(whole, (y1 + y) * mask.width() + x1, part, y * width(), width());
        }
        return Rle.of(part, height(), width());
    }

    /** Converts a box of the image to pixels of the part; it may extend beyond it. */
    float[] of(float[] box) {
        return new float[] {box[0] - y1, box[1] - x1, box[2] - y1, box[3] - x1};
    }
}
