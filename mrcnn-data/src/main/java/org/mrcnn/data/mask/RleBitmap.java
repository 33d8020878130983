// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import org.mrcnn.data.internal.RunBuilder;

/** Converts masks between runs and bytes, one byte per pixel, row by row. */
final class RleBitmap {
    private RleBitmap() {}

    /** See {@link Rle#of}. */
    static Rle encode(byte[] rowMajorMask, int height, int width) {
        RunBuilder.requireSize(height, width);
        if (rowMajorMask.length != height * width) {
            throw new IllegalArgumentException("mask has " + rowMajorMask.length + " pixels, expected " + height + "*"
                    + width + " = " + height * width);
        }
        RunBuilder runs = new RunBuilder();
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                runs.add(rowMajorMask[y * width + x] != 0, 1);
            }
        }
        return new Rle(height, width, runs.build());
    }

    /** See {@link Rle#toMask(int, int, int, int)}. */
    static byte[] part(Rle mask, int y1, int x1, int y2, int x2) {
        int height = mask.height();
        if (y1 < 0 || x1 < 0 || y2 > height || x2 > mask.width() || y2 < y1 || x2 < x1) {
            throw new IllegalArgumentException("rows " + y1 + ".." + y2 + " and columns " + x1 + ".." + x2
                    + " are no part of a mask of " + height + "x" + mask.width());
        }
        int[] counts = mask.runs();
        int w = x2 - x1;
        byte[] part = new byte[(y2 - y1) * w];
        int at = 0;
        for (int i = 0; i < counts.length && at < x2 * height; i++) {
            int end = at + counts[i];
            int lastColumn = (i & 1) == 1 ? Math.min(x2 - 1, (end - 1) / height) : -1; // even runs are of zeros
            for (int x = Math.max(x1, at / height); x <= lastColumn; x++) {
                int top = Math.max(y1, at - x * height);
                int bottom = Math.min(y2, end - x * height);
                for (int y = top; y < bottom; y++) {
                    part[(y - y1) * w + x - x1] = 1;
                }
            }
            at = end;
        }
        return part;
    }
}
