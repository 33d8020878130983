// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.mask;

import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.mask.Rle;

/** Symmetries of the pixel grid: every pixel keeps its value and moves to another position. */
public enum Symmetry {
    NONE(false, false, false),
    MIRROR_COLUMNS(false, false, true),
    MIRROR_ROWS(false, true, false),
    TURN_AROUND(false, true, true),
    /** Rotation by 90 degrees counterclockwise: the right column becomes the top row. */
    TURN_LEFT(true, false, true),
    /** Rotation by 90 degrees clockwise: the left column, read upwards, becomes the top row. */
    TURN_RIGHT(true, true, false),
    /** Rows become columns. */
    MIRROR_DIAGONAL(true, false, false),
    MIRROR_OTHER_DIAGONAL(true, true, true);

    private final boolean swapSides;
    private final boolean reverseRows;
    private final boolean reverseColumns;

    Symmetry(boolean swapSides, boolean reverseRows, boolean reverseColumns) {
        this.swapSides = swapSides;
        this.reverseRows = reverseRows;
        this.reverseColumns = reverseColumns;
    }

    /** Returns the symmetry that undoes this one. */
    public Symmetry inverse() {
        return switch (this) {
            case TURN_LEFT -> TURN_RIGHT;
            case TURN_RIGHT -> TURN_LEFT;
            default -> this;
        };
    }

    /** Returns the transformed image. */
    public Image apply(Image image) {
        int height = swapSides ? image.width() : image.height();
        int width = swapSides ? image.height() : image.width();
        byte[] pixels = move(image.pixels(), image.height(), image.width(), image.channels());
        return this == NONE ? image : new Image(height, width, image.channels(), pixels);
    }

    /** Returns the transformed mask. */
    public Rle apply(Rle mask) {
        int height = swapSides ? mask.width() : mask.height();
        int width = swapSides ? mask.height() : mask.width();
        return this == NONE ? mask : RleCrops.of(move(RleCrops.crop(mask), mask.height(), mask.width()), height, width);
    }

    /**
     * Returns the transformed box.
     *
     * @param box y1, x1, y2, x2
     * @param height height of the original image
     * @param width width of the original image
     */
    public float[] apply(float[] box, int height, int width) {
        float y1 = reverseRows ? height - box[2] : box[0];
        float y2 = reverseRows ? height - box[0] : box[2];
        float x1 = reverseColumns ? width - box[3] : box[1];
        float x2 = reverseColumns ? width - box[1] : box[3];
        return swapSides ? new float[] {x1, y1, x2, y2} : new float[] {y1, x1, y2, x2};
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

    /** Returns the samples of a height x width x channels array in their new order. */
    private byte[] move(byte[] from, int height, int width, int channels) {
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
