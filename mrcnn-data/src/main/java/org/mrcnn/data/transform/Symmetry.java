// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/** Moves of the pixel grid onto itself: every pixel keeps its value and gets another place. */
enum Symmetry {
    NONE(false, false, false),
    MIRROR_COLUMNS(false, false, true),
    MIRROR_ROWS(false, true, false),
    TURN_AROUND(false, true, true),
    /** A quarter turn against the clock: the right column becomes the top row. */
    TURN_LEFT(true, false, true),
    /** A quarter turn with the clock: the left column, read upwards, becomes the top row. */
    TURN_RIGHT(true, true, false);

    private final boolean swapSides;
    private final boolean reverseRows;
    private final boolean reverseColumns;

    Symmetry(boolean swapSides, boolean reverseRows, boolean reverseColumns) {
        this.swapSides = swapSides;
        this.reverseRows = reverseRows;
        this.reverseColumns = reverseColumns;
    }

    Sample apply(Sample sample) {
        if (this == NONE) {
            return sample;
        }
        Image image = sample.image();
        int height = swapSides ? image.width() : image.height();
        int width = swapSides ? image.height() : image.width();
        byte[] pixels = move(image.pixels(), image.height(), image.width(), image.channels());
        List<Rle> masks = new ArrayList<>(sample.count());
        for (Rle mask : sample.masks()) {
            masks.add(RleCrops.of(move(RleCrops.crop(mask), mask.height(), mask.width()), height, width));
        }
        Image moved = new Image(height, width, image.channels(), pixels);
        return Sample.of(sample.imageId(), sample.imageName(), moved, sample.classIds(), masks);
    }

    private MaskCrop move(MaskCrop crop, int height, int width) {
        byte[] pixels = move(crop.pixels(), crop.height(), crop.width(), 1);
        int row1 = reverseRows ? height - crop.y2() : crop.y1();
        int column1 = reverseColumns ? width - crop.x2() : crop.x1();
        int row2 = row1 + crop.height();
        int column2 = column1 + crop.width();
        return swapSides
                ? new MaskCrop(column1, row1, column2, row2, pixels)
                : new MaskCrop(row1, column1, row2, column2, pixels);
    }

    /** The samples of a height x width x channels array in their new order. */
    byte[] move(byte[] from, int height, int width, int channels) {
        int newHeight = swapSides ? width : height;
        int newWidth = swapSides ? height : width;
        byte[] to = new byte[from.length];
        for (int y = 0, out = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int row = swapSides ? x : y;
                int column = swapSides ? y : x;
                int sourceRow = reverseRows ? height - 1 - row : row;
                int sourceColumn = reverseColumns ? width - 1 - column : column;
                int in = (sourceRow * width + sourceColumn) * channels;
                for (int c = 0; c < channels; c++) {
                    to[out++] = from[in + c];
                }
            }
        }
        return to;
    }
}
