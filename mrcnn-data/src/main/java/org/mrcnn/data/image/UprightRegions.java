// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/** Regions of an image as a viewer shows it, from one that is stored turned or mirrored. */
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
        boolean swap = ExifOrientation.swapsSides(orientation);
        int storedRows = swap ? columns : rows;
        int storedColumns = swap ? rows : columns;
        int y = swap ? left : top;
        int x = swap ? top : left;
        int storedTop = ExifOrientation.reversesRows(orientation) ? stored.height() - y - storedRows : y;
        int storedLeft = ExifOrientation.reversesColumns(orientation) ? stored.width() - x - storedColumns : x;
        return ExifOrientation.apply(stored.read(storedTop, storedLeft, storedRows, storedColumns), orientation);
    }

    @Override
    public void close() {
        stored.close();
    }
}
