// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import java.util.Arrays;

/**
 * A mask cropped to its tight box.
 *
 * @param y1 first row in pixels of the whole image
 * @param x1 first column
 * @param y2 row after the last
 * @param x2 column after the last
 * @param pixels byte[(y2 - y1) * (x2 - x1)], row-major, 0 or 1; of length 0 if the mask is empty
 */
@SuppressWarnings("ArrayRecordComponent") // passed on within one item, never used as a key
public record MaskCrop(int y1, int x1, int y2, int x2, byte[] pixels) {

    /** Checks sizes. */
    public MaskCrop {
        if (y2 < y1 || x2 < x1 || pixels.length != (y2 - y1) * (x2 - x1)) {
            throw new IllegalArgumentException("A mask crop of rows " + y1 + ".." + y2 + " and columns " + x1 + ".."
                    + x2 + " does not fit its " + pixels.length + " pixels");
        }
    }

    /**
     * Crops a mask.
     *
     * @param mask byte[height * width], row-major, 0 or 1
     */
    public static MaskCrop of(byte[] mask, int height, int width) {
        int y1 = height;
        int y2 = 0;
        int x1 = width;
        int x2 = 0;
        for (int y = 0; y < height; y++) {
            int row = y * width;
            int first = 0;
            while (first < width && mask[row + first] == 0) {
                first++;
            }
            if (first == width) {
                continue;
            }
            int last = width - 1;
            while (mask[row + last] == 0) {
                last--;
            }
            y1 = Math.min(y1, y);
            y2 = y + 1;
            x1 = Math.min(x1, first);
            x2 = Math.max(x2, last + 1);
        }
        return y2 == 0 ? new MaskCrop(0, 0, 0, 0, new byte[0]) : cut(mask, width, new int[] {y1, x1, y2, x2});
    }

    /**
     * Cuts a box out of a mask.
     *
     * @param mask byte[height * width], row-major, 0 or 1
     * @param box y1, x1, y2, x2 inside the mask
     */
    public static MaskCrop cut(byte[] mask, int width, int[] box) {
        int w = box[3] - box[1];
        byte[] pixels = new byte[(box[2] - box[0]) * w];
        for (int y = box[0]; y < box[2]; y++) {
            System.arraycopy(mask, y * width + box[1], pixels, (y - box[0]) * w, w);
        }
        return new MaskCrop(box[0], box[1], box[2], box[3], pixels);
    }

    /** Returns whether no pixel is set. */
    public boolean isEmpty() {
        return pixels.length == 0;
    }

    /** Returns the number of rows of the box. */
    public int height() {
        return y2 - y1;
    }

    /** Returns the number of columns of the box. */
    public int width() {
        return x2 - x1;
    }

    MaskCrop shifted(int dy, int dx) {
        return isEmpty() ? this : new MaskCrop(y1 + dy, x1 + dx, y2 + dy, x2 + dx, pixels);
    }

    /** Returns the whole mask: byte[imageHeight * imageWidth], row-major. */
    public byte[] toMask(int imageHeight, int imageWidth) {
        if (y1 < 0 || x1 < 0 || y2 > imageHeight || x2 > imageWidth) {
            throw new IllegalArgumentException("A mask at rows " + y1 + ".." + y2 + " and columns " + x1 + ".." + x2
                    + " is not inside an image of " + imageHeight + "x" + imageWidth);
        }
        byte[] mask = new byte[imageHeight * imageWidth];
        for (int y = y1; y < y2; y++) {
            System.arraycopy(pixels, (y - y1) * width(), mask, y * imageWidth + x1, width());
        }
        return mask;
    }

    /**
     * Returns the mask at a small fixed size, like Matterport's {@code minimize_mask}: bilinear with zeros outside the box,
     * rounded half to even. A crop of only ones is not changed.
     *
     * @return byte[miniHeight * miniWidth], row-major, 0 or 1
     */
    public byte[] minimize(int miniHeight, int miniWidth) {
        byte[] mini = new byte[miniHeight * miniWidth];
        if (isEmpty()) {
            return mini;
        }
        boolean full = true;
        for (byte p : pixels) {
            full &= p != 0;
        }
        if (full) { // the reference clips to the range of the crop itself, which is 1..1 here
            Arrays.fill(mini, (byte) 1);
            return mini;
        }
        double[] values = Bilinear.resize(pixels, height(), width(), miniHeight, miniWidth);
        for (int i = 0; i < mini.length; i++) {
            mini[i] = (byte) Math.rint(values[i]);
        }
        return mini;
    }
}
