// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.Rectangle;

/** Regions of an image as a viewer displays it, read from an image that is stored rotated or mirrored. */
record UprightRegions(RegionSource stored, int orientation) implements RegionSource {

    @Override
    public int height() {
        return ExifOrientation.swapsSides(orientation) ? stored.width() : stored.height();
    }

    @Override
    public int width() {
        return ExifOrientation.swapsSides(orientation) ? stored.height() : stored.width();
    }

    @Override
    public Image read(int top, int left, int rows, int columns) {
        Rectangle part = stored(new Rectangle(left, top, columns, rows), stored.height(), stored.width(), orientation);
        return ExifOrientation.apply(stored.read(part.y, part.x, part.height, part.width), orientation);
    }

    /** Returns the stored rectangle for a part of the displayed image; height and width are those of the stored image. */
    static Rectangle stored(Rectangle shown, int height, int width, int orientation) {
        boolean swap = ExifOrientation.swapsSides(orientation);
        Rectangle part = swap ? new Rectangle(shown.y, shown.x, shown.height, shown.width) : new Rectangle(shown);
        if (ExifOrientation.reversesRows(orientation)) {
            part.y = height - part.y - part.height;
        }
        if (ExifOrientation.reversesColumns(orientation)) {
            part.x = width - part.x - part.width;
        }
        return part;
    }

    @Override
    public void close() {
        stored.close();
    }
}
