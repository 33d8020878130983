// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

/**
 * The label image of objects, painted in bands of rows, so that it is never completely in memory. The value of a pixel is the
 * number of its object, from 1 in the order of scores, or 0 without object. If several objects cover a pixel, it has the number
 * of the one with the highest score.
 */
final class LabelRows {
    private static final int BAND = 64;

    private final List<Rle> masks;
    private final List<float[]> bounds;
    private final int height;
    private final int width;
    private final long[] taken;
    private int[] band = {};
    private int top = -BAND;

    LabelRows(Detections found) {
        masks = found.stream().map(Detection::mask).toList();
        bounds = masks.stream().map(Rle::bounds).toList();
        height = found.height();
        width = found.width();
        taken = new long[masks.size()];
    }

    /** Returns the labels of a row. Rows must be requested from first to last. */
    int[] row(int y) {
        while (y >= top + BAND) {
            top += BAND;
            band = new int[Math.min(BAND, height - top) * width];
            for (int i = 0; i < masks.size(); i++) {
                taken[i] += paint(i);
            }
        }
        return Arrays.copyOfRange(band, (y - top) * width, (y - top + 1) * width);
    }

    /**
     * Paints the pixels of an object in the band that no object of higher score covers; returns the number of covered pixels.
     */
    private long paint(int object) {
        float[] box = bounds.get(object);
        int y1 = Math.max(top, (int) box[0]);
        int y2 = Math.min(top + band.length / width, (int) box[2]);
        int left = (int) box[1];
        int columns = (int) box[3] - left;
        if (y1 >= y2 || columns == 0) {
            return 0;
        }
        byte[] pixels = masks.get(object).toMask(y1, left, y2, left + columns);
        long others = 0;
        for (int i = 0; i < pixels.length; i++) {
            int at = (y1 - top + i / columns) * width + left + i % columns;
            if (pixels[i] != 0) {
                others += band[at] == 0 ? 0 : 1;
                band[at] = band[at] == 0 ? object + 1 : band[at];
            }
        }
        return others;
    }

    /** Returns the number of pixels in the rows so far that belong to several objects. */
    long shared() {
        return Arrays.stream(taken).sum();
    }

    /** Returns the number of objects that are completely covered by others. */
    long hidden() {
        long hidden = 0;
        for (int i = 0; i < taken.length; i++) {
            hidden += taken[i] > 0 && taken[i] == masks.get(i).area() ? 1 : 0;
        }
        return hidden;
    }
}
